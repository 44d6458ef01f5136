#include "ir/dialect/Assembly.h"
#include "llvm/ADT/STLExtras.h"
#include <charconv>

using namespace mlir;

namespace resnetc::resnet {

ParseResult parseReal(AsmParser &parser, FloatAttr &value) {
  double real;
  if (parser.parseFloat(real))
    return failure();
  value = parser.getBuilder().getF64FloatAttr(real);
  return success();
}

/// `0.001`, `1.0`, `1.001e-05`: MLIR's own printer knows only 1.000000e-03. Its lexer wants a dot.
static std::string shortest(double real) {
  char digits[32];
  auto end = std::to_chars(digits, digits + sizeof digits, real).ptr;
  std::string text(digits, end);
  if (text.find('.') == std::string::npos)
    text.insert(std::min(text.find('e'), text.size()), ".0");
  return text;
}

void printReal(AsmPrinter &printer, FloatAttr value) { printer << shortest(value.getValueAsDouble()); }

ParseResult parseReals(AsmParser &parser, DenseF64ArrayAttr &values) {
  SmallVector<double> list;
  if (parser.parseCommaSeparatedList(AsmParser::Delimiter::Square,
                                     [&] { return parser.parseFloat(list.emplace_back()); }))
    return failure();
  values = parser.getBuilder().getDenseF64ArrayAttr(list);
  return success();
}

void printReals(AsmPrinter &printer, DenseF64ArrayAttr values) {
  printer << '[';
  llvm::interleaveComma(values.asArrayRef(), printer, [&](double real) { printer << shortest(real); });
  printer << ']';
}

ParseResult parsePad(OpAsmParser &parser, DenseI64ArrayAttr &pad) {
  SmallVector<int64_t> list;
  SMLoc at = parser.getCurrentLocation();
  int64_t same;
  if (OptionalParseResult one = parser.parseOptionalInteger(same); one.has_value()) {
    if (failed(*one))
      return failure();
    list.assign(4, same);
  } else if (parser.parseCommaSeparatedList(AsmParser::Delimiter::Square,
                                            [&] { return parser.parseInteger(list.emplace_back()); })) {
    return failure();
  }
  if (list.size() != 4 || llvm::any_of(list, [](int64_t pixels) { return pixels < 0; }))
    return parser.emitError(at, "expected one padding, or [top, left, bottom, right], none negative");
  pad = parser.getBuilder().getDenseI64ArrayAttr(list);
  return success();
}

void printPad(OpAsmPrinter &printer, Operation *, DenseI64ArrayAttr pad) {
  if (llvm::all_equal(pad.asArrayRef())) {
    printer << pad[0];
    return;
  }
  printer << '[';
  llvm::interleaveComma(pad.asArrayRef(), printer);
  printer << ']';
}

ParseResult parsePacked(OpAsmParser &parser, FlatSymbolRefAttr &packed, FlatSymbolRefAttr layer) {
  if (failed(parser.parseOptionalKeyword("packed")))
    return success();
  StringAttr name;
  packed = succeeded(parser.parseOptionalSymbolName(name)) ? FlatSymbolRefAttr::get(name) : layer;
  return success();
}

void printPacked(OpAsmPrinter &printer, Operation *, FlatSymbolRefAttr packed, FlatSymbolRefAttr layer) {
  if (!packed)
    return;
  printer << " packed";
  if (packed != layer)
    printer << ' ' << packed;
}

ParseResult parseExtents(OpAsmParser &parser, DenseI64ArrayAttr &extents) {
  SmallVector<int64_t> list; // `224x224` is one integer and an identifier to the lexer
  if (parser.parseDimensionList(list, /*allowDynamic=*/false, /*withTrailingX=*/false))
    return failure();
  extents = parser.getBuilder().getDenseI64ArrayAttr(list);
  return success();
}

void printExtents(OpAsmPrinter &printer, Operation *, DenseI64ArrayAttr extents) {
  llvm::interleave(extents.asArrayRef(), printer, "x");
}

ParseResult parseOneBuffer(OpAsmParser &parser, BufferAttr &buffer) {
  StringRef word;
  SMLoc at = parser.getCurrentLocation();
  int64_t offset, bytes;
  if (parser.parseKeyword(&word))
    return failure();
  auto space = symbolizeSpace(word);
  if (!space)
    return parser.emitError(at, "expected parameters, packed, pixels, images, arena or probabilities");
  if (parser.parseLSquare() || parser.parseInteger(offset) || parser.parseColon() || parser.parseInteger(bytes) ||
      parser.parseRSquare())
    return failure();
  if (offset < 0 || bytes < 0)
    return parser.emitError(at, "offset and size of a buffer must not be negative");
  buffer = BufferAttr::get(parser.getContext(), *space, offset, bytes);
  return success();
}

void printOneBuffer(OpAsmPrinter &printer, Operation *, BufferAttr buffer) {
  printer << stringifySpace(buffer.getSpace()) << '[' << buffer.getOffset() << " : " << buffer.getBytes() << ']';
}

namespace {
ParseResult parseList(OpAsmParser &parser, OpAsmParser::Delimiter delimiter, ArrayAttr &buffers) {
  SmallVector<Attribute> list;
  auto parseOne = [&]() -> ParseResult {
    BufferAttr one;
    if (parseOneBuffer(parser, one))
      return failure();
    list.push_back(one);
    return success();
  };
  if (parser.parseCommaSeparatedList(delimiter, parseOne))
    return failure();
  buffers = ArrayAttr::get(parser.getContext(), list);
  return success();
}
} // namespace

ParseResult parseBuffers(OpAsmParser &parser, ArrayAttr &buffers) {
  return parseList(parser, OpAsmParser::Delimiter::None, buffers);
}

ParseResult parseArguments(OpAsmParser &parser, ArrayAttr &buffers) {
  return parseList(parser, OpAsmParser::Delimiter::Paren, buffers);
}

void printArguments(OpAsmPrinter &printer, Operation *op, ArrayAttr buffers) {
  printer << '(';
  printBuffers(printer, op, buffers);
  printer << ')';
}

void printBuffers(OpAsmPrinter &printer, Operation *op, ArrayAttr buffers) {
  llvm::interleaveComma(buffers, printer, [&](Attribute one) { printOneBuffer(printer, op, cast<BufferAttr>(one)); });
}

} // namespace resnetc::resnet
