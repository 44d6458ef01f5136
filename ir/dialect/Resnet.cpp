#include "ir/dialect/Resnet.h"
#include "ir/dialect/Assembly.h"
#include "ir/dialect/Layers.h"
#include "mlir/IR/Builders.h"
#include "mlir/Interfaces/FunctionImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace resnetc::resnet;

#include "ir/dialect/ResnetDialect.cpp.inc"
#include "ir/dialect/ResnetEnums.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "ir/dialect/ResnetAttrs.cpp.inc"
#define GET_TYPEDEF_CLASSES
#include "ir/dialect/ResnetTypes.cpp.inc"
#define GET_OP_CLASSES
#include "ir/dialect/ResnetOps.cpp.inc"

void ResnetDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "ir/dialect/ResnetAttrs.cpp.inc"
      >();
  addTypes<
#define GET_TYPEDEF_LIST
#include "ir/dialect/ResnetTypes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "ir/dialect/ResnetOps.cpp.inc"
      >();
}

void resnetc::resnet::nameAfterLayer(Operation *op, OpAsmSetValueNameFn setName) {
  if (auto layer = op->getLoc()->findInstanceOf<NameLoc>())
    setName(op->getResult(0), layer.getName());
}

void resnetc::resnet::nameAfterLayer(Operation *op, OpAsmSetValueNameFn setName, ArrayRef<StringRef> suffixes) {
  StringRef layer = layerName(op->getLoc());
  if (layer.empty())
    return;
  for (auto [result, suffix] : llvm::zip(op->getResults(), suffixes))
    setName(result, (layer + suffix).str());
}

Type resnetc::resnet::byChannel(Type map) {
  auto tensor = cast<RankedTensorType>(map);
  return RankedTensorType::get({tensor.getShape().back()}, tensor.getElementType());
}

Type resnetc::resnet::labelsOf(Type logits) {
  return RankedTensorType::get({cast<RankedTensorType>(logits).getDimSize(0)},
                               IntegerType::get(logits.getContext(), 32, IntegerType::Signed));
}

Type resnetc::resnet::lossOf(Type logits) {
  return RankedTensorType::get({}, cast<RankedTensorType>(logits).getElementType());
}

Type resnetc::resnet::correctOf(Type logits) {
  return RankedTensorType::get({}, IntegerType::get(logits.getContext(), 32, IntegerType::Signed));
}

RankedTensorType NetOp::imagesType(int64_t n) {
  ArrayRef<int64_t> extents = getInput(); // height, width, channels
  SmallVector<int64_t> shape = {n, extents[0], extents[1], extents[2]};
  if (getNchw())
    shape = {n, extents[2], extents[0], extents[1]};
  return RankedTensorType::get(shape, Float32Type::get(getContext()));
}

//===--- func ------------------------------------------------------------------===//

void FuncOp::build(OpBuilder &builder, OperationState &state, StringRef name, FunctionType type) {
  state.addAttribute(getSymNameAttrName(state.name), builder.getStringAttr(name));
  state.addAttribute(getFunctionTypeAttrName(state.name), TypeAttr::get(type));
  Region *body = state.addRegion();
  body->push_back(new Block);
  for (Type input : type.getInputs())
    body->front().addArgument(input, state.location);
}

ParseResult FuncOp::parse(OpAsmParser &parser, OperationState &result) {
  auto makeType = [](Builder &builder, ArrayRef<Type> inputs, ArrayRef<Type> results,
                     function_interface_impl::VariadicFlag,
                     std::string &) { return builder.getFunctionType(inputs, results); };
  return function_interface_impl::parseFunctionOp(parser, result, /*allowVariadic=*/false,
                                                  getFunctionTypeAttrName(result.name), makeType,
                                                  getArgAttrsAttrName(result.name), getResAttrsAttrName(result.name));
}

void FuncOp::print(OpAsmPrinter &printer) {
  function_interface_impl::printFunctionOp(printer, *this, /*isVariadic=*/false, getFunctionTypeAttrName(),
                                           getArgAttrsAttrName(), getResAttrsAttrName());
}

static StringRef nameOfArgument(Type type) {
  if (isa<HyperType>(type))
    return "hyper";
  Type element = cast<RankedTensorType>(type).getElementType();
  return element.isUnsignedInteger() ? "pixels" : element.isSignedInteger() ? "labels" : "images";
}

void FuncOp::getAsmBlockArgumentNames(Region &region, OpAsmSetValueNameFn setName) {
  for (BlockArgument argument : region.getArguments()) {
    setName(argument, nameOfArgument(argument.getType()));
  }
}

//===--- names of results that are not the layer's own -------------------------===//

void FoldOp::getAsmResultNames(OpAsmSetValueNameFn setName) {
  StringRef layer = layerName(getLoc());
  setName(getFilter(), (layer + "_filter").str());
  setName(getShift(), (layer + "_shift").str());
}

void PackOp::getAsmResultNames(OpAsmSetValueNameFn setName) {
  StringRef layer = layerName(getLoc());
  setName(getPackedFilter(), (layer + "_packed_filter").str());
  setName(getPackedShift(), (layer + "_packed_shift").str());
}
