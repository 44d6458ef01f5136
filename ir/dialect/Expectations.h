// Expectations: what verifiers of several ops ask for. Each says at the op what is wrong.
#pragma once
#include "ir/dialect/Resnet.h"

namespace resnetc::resnet {

inline mlir::RankedTensorType tensor(mlir::Value value) { return mlir::cast<mlir::RankedTensorType>(value.getType()); }

/// `3x3x16x32`
std::string text(llvm::ArrayRef<int64_t> shape);

/// A tensor that the layer must have, with this shape.
mlir::LogicalResult expectParameter(mlir::Operation *op, llvm::StringRef layer, llvm::StringRef word,
                                    llvm::ArrayRef<int64_t> shape);
/// One that it may have.
mlir::LogicalResult expectOptionalParameter(mlir::Operation *op, llvm::StringRef layer, llvm::StringRef word,
                                            llvm::ArrayRef<int64_t> shape);
/// The four tensors of a batch norm.
mlir::LogicalResult expectNorm(mlir::Operation *op, llvm::StringRef layer, int64_t channels);

/// The result has a pixel for each window of the input, and as many maps.
mlir::LogicalResult expectWindowed(mlir::Operation *op, mlir::RankedTensorType input, mlir::RankedTensorType result,
                                   llvm::ArrayRef<int64_t> pad, int64_t window, int64_t stride);

} // namespace resnetc::resnet
