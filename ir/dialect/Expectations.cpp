#include "ir/dialect/Expectations.h"
#include "ir/dialect/Layers.h"

using namespace mlir;
using namespace resnetc;
using namespace resnetc::resnet;

std::string resnet::text(ArrayRef<int64_t> shape) {
  std::string out;
  llvm::raw_string_ostream stream(out);
  llvm::interleave(shape, stream, "x");
  return out;
}

LogicalResult resnet::expectParameter(Operation *op, StringRef layer, StringRef word, ArrayRef<int64_t> shape) {
  ParameterOp parameter = findParameter(op, layer, word);
  if (!parameter)
    return op->emitOpError("names layer @") << layer << ", but the net has no parameter " << layer << "/" << word;
  if (parameter.tensorType().getShape() != shape)
    return op->emitOpError("needs ") << layer << "/" << word << " of shape " << text(shape) << ", but it is "
                                     << text(parameter.tensorType().getShape());
  return success();
}

LogicalResult resnet::expectOptionalParameter(Operation *op, StringRef layer, StringRef word, ArrayRef<int64_t> shape) {
  return findParameter(op, layer, word) ? expectParameter(op, layer, word, shape) : success();
}

LogicalResult resnet::expectNorm(Operation *op, StringRef layer, int64_t channels) {
  for (StringRef word : {"gamma", "beta", "moving_mean", "moving_variance"})
    if (failed(expectParameter(op, layer, word, {channels})))
      return failure();
  return success();
}

LogicalResult resnet::expectWindowed(Operation *op, RankedTensorType input, RankedTensorType result,
                                     ArrayRef<int64_t> pad, int64_t window, int64_t stride) {
  int64_t y = windowed(input.getDimSize(1), pad[0], pad[2], window, stride);
  int64_t x = windowed(input.getDimSize(2), pad[1], pad[3], window, stride);
  if (result.getDimSize(0) != input.getDimSize(0) || result.getDimSize(1) != y || result.getDimSize(2) != x)
    return op->emitOpError("makes maps of ") << y << "x" << x << ", but its result has "
                                             << text(result.getShape().slice(1, 2));
  return success();
}
