// Assembly: pieces of the dialect's text that TableGen's formats cannot say
// (`custom<…>` in ResnetOps.td). Included by Resnet.cpp before the generated code.
#pragma once
#include "ir/dialect/Resnet.h"
#include "mlir/IR/DialectImplementation.h"

namespace resnetc::resnet {

// A real with the shortest digits that read back to the same bits.
mlir::ParseResult parseReal(mlir::AsmParser &parser, mlir::FloatAttr &value);
void printReal(mlir::AsmPrinter &printer, mlir::FloatAttr value);
inline void printReal(mlir::OpAsmPrinter &printer, mlir::Operation *, mlir::FloatAttr value) { printReal(printer, value); }

// `[103.939, 116.779]`
mlir::ParseResult parseReals(mlir::AsmParser &parser, mlir::DenseF64ArrayAttr &values);
void printReals(mlir::AsmPrinter &printer, mlir::DenseF64ArrayAttr values);

// `1` for the same padding on all sides, else `[top, left, bottom, right]`
mlir::ParseResult parsePad(mlir::OpAsmParser &parser, mlir::DenseI64ArrayAttr &pad);
void printPad(mlir::OpAsmPrinter &printer, mlir::Operation *, mlir::DenseI64ArrayAttr pad);

// `packed` for the layer's own packed tensors, else `packed @name`; nothing before phase 3
mlir::ParseResult parsePacked(mlir::OpAsmParser &parser, mlir::FlatSymbolRefAttr &packed, mlir::FlatSymbolRefAttr layer);
void printPacked(mlir::OpAsmPrinter &printer, mlir::Operation *, mlir::FlatSymbolRefAttr packed,
                 mlir::FlatSymbolRefAttr layer);

// `224x224x3`
mlir::ParseResult parseExtents(mlir::OpAsmParser &parser, mlir::DenseI64ArrayAttr &extents);
void printExtents(mlir::OpAsmPrinter &printer, mlir::Operation *, mlir::DenseI64ArrayAttr extents);

// `arena[0 : 65536]`
mlir::ParseResult parseOneBuffer(mlir::OpAsmParser &parser, BufferAttr &buffer);
void printOneBuffer(mlir::OpAsmPrinter &printer, mlir::Operation *, BufferAttr buffer);
mlir::ParseResult parseBuffers(mlir::OpAsmParser &parser, mlir::ArrayAttr &buffers);
void printBuffers(mlir::OpAsmPrinter &printer, mlir::Operation *op, mlir::ArrayAttr buffers);
// The same in parentheses, where there may be none.
mlir::ParseResult parseArguments(mlir::OpAsmParser &parser, mlir::ArrayAttr &buffers);
void printArguments(mlir::OpAsmPrinter &printer, mlir::Operation *op, mlir::ArrayAttr buffers);

} // namespace resnetc::resnet
