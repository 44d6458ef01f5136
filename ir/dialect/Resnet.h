// Resnet: the dialect's C++ face. Ops and attributes are described in
// ResnetOps.td and ResnetDialect.td; dumps by example in ir/README.md.
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
} // namespace resnetc::resnet

#include "ir/dialect/ResnetDialect.h.inc"
#include "ir/dialect/ResnetEnums.h.inc"
#define GET_ATTRDEF_CLASSES
#include "ir/dialect/ResnetAttrs.h.inc"
#define GET_OP_CLASSES
#include "ir/dialect/ResnetOps.h.inc"
