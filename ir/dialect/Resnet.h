// Resnet: the dialect's C++ face. Ops, attributes and types are described in ResnetOps.td,
// ResnetTrainOps.td and ResnetDialect.td; dumps by example in ir/README.md.
#pragma once
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinAttributeInterfaces.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/RegionKindInterface.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/IR/TensorEncoding.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace resnetc::resnet {
/// Gives the first result the name of the layer in the op's location.
void nameAfterLayer(mlir::Operation *op, mlir::OpAsmSetValueNameFn setName);
/// Gives each result the layer's name and its suffix: `conv1` and `_dx`.
void nameAfterLayer(mlir::Operation *op, mlir::OpAsmSetValueNameFn setName, llvm::ArrayRef<llvm::StringRef> suffixes);

/// Types that training ops do not print: tensor<C> of tensor<N x H x W x C>, and the
/// labels (tensor<N>), loss and correct answers that belong to logits.
mlir::Type byChannel(mlir::Type map);
mlir::Type labelsOf(mlir::Type logits);
mlir::Type lossOf(mlir::Type logits);
mlir::Type correctOf(mlir::Type logits);
} // namespace resnetc::resnet

#include "ir/dialect/ResnetDialect.h.inc"
#include "ir/dialect/ResnetEnums.h.inc"
#define GET_ATTRDEF_CLASSES
#include "ir/dialect/ResnetAttrs.h.inc"
#define GET_TYPEDEF_CLASSES
#include "ir/dialect/ResnetTypes.h.inc"
#define GET_OP_CLASSES
#include "ir/dialect/ResnetOps.h.inc"
