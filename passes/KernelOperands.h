// KernelOperands: which operand or result of an op is which argument of its kernel.
#pragma once
#include "ir/dialect/Resnet.h"

namespace resnetc {

/// The operand that is passed as this argument (KernelArguments.h), or null: the argument is then a
/// tensor that the op names, or what the step is told.
mlir::Value operandOf(mlir::Operation *op, llvm::StringRef argument);

/// The result that is written as this argument, the `index`-th of those that are written.
mlir::Value resultOf(mlir::Operation *op, llvm::StringRef argument, unsigned index);

} // namespace resnetc
