// TrainVerifiers: what the ops of training demand. A gradient is checked as its forward
// layer is: the shapes swap sides, the messages speak of the layer's input and result.
#include "ir/dialect/Expectations.h"
#include "ir/dialect/Layers.h"
#include "ir/dialect/Resnet.h"

using namespace mlir;
using namespace resnetc;
using namespace resnetc::resnet;

namespace {
/// Input and result of the forward convolution, and its kernel.
LogicalResult expectConvolution(Operation *op, StringRef layer, RankedTensorType input, RankedTensorType result,
                                ArrayRef<int64_t> pad, int64_t stride) {
  ParameterOp kernel = findParameter(op, layer, "kernel");
  if (!kernel)
    return op->emitOpError("names layer @") << layer << ", but the net has no parameter " << layer << "/kernel";
  ArrayRef<int64_t> filter = kernel.tensorType().getShape();
  if (filter.size() != 4 || filter[0] != filter[1])
    return op->emitOpError("needs a square filter R x R x C x K, but ") << layer << "/kernel is " << text(filter);
  if (filter[2] != input.getDimSize(3) || filter[3] != result.getDimSize(3))
    return op->emitOpError("goes from ") << result.getDimSize(3) << " channels to " << input.getDimSize(3)
                                         << ", but " << layer << "/kernel is " << text(filter);
  return expectWindowed(op, input, result, pad, filter[0], stride);
}

/// The parameter that an op writes or whose gradient it has: of the gradient's type, and one that is trained.
LogicalResult expectTrained(Operation *op, StringRef name, Type gradient) {
  auto parameter = op->getParentOfType<NetOp>().lookupSymbol<ParameterOp>(name);
  if (!parameter)
    return op->emitOpError("names no parameter: @") << name;
  if (!parameter.isTrainable())
    return op->emitOpError("names @") << name << ", which has no gradient";
  if (parameter.getFrozen())
    return op->emitOpError("names @") << name << ", which is frozen";
  if (parameter.getType() != gradient)
    return op->emitOpError("has a gradient of ") << gradient << " for a parameter of " << parameter.getType();
  return success();
}

LogicalResult expectGradientOf(Operation *op, StringRef layer, StringRef word, Value gradient) {
  return expectParameter(op, layer, word, tensor(gradient).getShape());
}

/// Maps of one shape, whatever their layouts; those that are not there do not count.
LogicalResult expectSameShape(Operation *op, ArrayRef<Value> maps) {
  for (Value map : maps)
    if (map && tensor(map).getShape() != tensor(maps.front()).getShape())
      return op->emitOpError("takes maps of one shape, not ") << text(tensor(maps.front()).getShape()) << " and "
                                                              << text(tensor(map).getShape());
  return success();
}

/// Dense layers: N x C to N x K.
LogicalResult expectDense(Operation *op, StringRef layer, RankedTensorType input, RankedTensorType result) {
  if (input.getDimSize(0) != result.getDimSize(0))
    return op->emitOpError("keeps rows");
  return expectParameter(op, layer, "kernel", {input.getDimSize(1), result.getDimSize(1)});
}
} // namespace

LogicalResult TrainAttr::verify(function_ref<InFlightDiagnostic()> emitError, int64_t batch, Optimizer, FloatAttr beta1,
                                FloatAttr beta2, FloatAttr epsilon, FloatAttr labelSmoothing, FloatAttr moving, bool) {
  if (batch < 1)
    return emitError() << "training needs a batch of 1 or more";
  const std::pair<StringRef, FloatAttr> parts[] = {
      {"beta1", beta1}, {"beta2", beta2}, {"label_smoothing", labelSmoothing}};
  for (auto [word, part] : parts)
    if (!(part.getValueAsDouble() >= 0 && part.getValueAsDouble() < 1))
      return emitError() << word << " must be from 0 to below 1";
  if (!(moving.getValueAsDouble() >= 0 && moving.getValueAsDouble() <= 1))
    return emitError() << "moving, the weight of the old average, must be from 0 to 1";
  return epsilon.getValueAsDouble() > 0 ? success() : emitError() << "epsilon must be positive";
}

//===--- forward ---------------------------------------------------------------===//

LogicalResult BatchNormTrainOp::verifySymbolUses(SymbolTableCollection &) {
  return expectNorm(*this, getLayer(), tensor(getInput()).getDimSize(3));
}

LogicalResult BatchImagesOp::verify() {
  ArrayRef<int64_t> images = tensor(getImages()).getShape();
  SmallVector<int64_t> expected(images);
  if (getNchw())
    expected = {images[0], images[2], images[3], images[1]};
  if (tensor(getResult()).getShape() != ArrayRef(expected))
    return emitOpError("makes ") << text(expected) << ", but its result has " << text(tensor(getResult()).getShape());
  return success();
}

void SoftmaxCrossEntropyOp::getAsmResultNames(OpAsmSetValueNameFn setName) {
  setName(getLoss(), "loss");
  setName(getCorrect(), "correct");
  setName(getGradient(), "dlogits");
}

LogicalResult SoftmaxCrossEntropyOp::verify() {
  if (auto smoothing = getLabelSmoothing())
    if (!(smoothing->convertToDouble() >= 0 && smoothing->convertToDouble() < 1))
      return emitOpError("needs a label_smoothing from 0 to below 1");
  return success();
}

//===--- backward --------------------------------------------------------------===//

LogicalResult BatchNormGradientOp::verifySymbolUses(SymbolTableCollection &) {
  return expectNorm(*this, getLayer(), tensor(getDy()).getDimSize(3));
}

LogicalResult BatchNormFrozenGradientOp::verifySymbolUses(SymbolTableCollection &) {
  if (failed(expectSameShape(*this, {getDy(), getY(), getDx()})))
    return failure();
  return expectNorm(*this, getLayer(), tensor(getDy()).getDimSize(3));
}

LogicalResult ReluGradientOp::verify() { return expectSameShape(*this, {getDy(), getOutput(), getDx()}); }

LogicalResult Conv2dInputGradientOp::verifySymbolUses(SymbolTableCollection &) {
  return expectConvolution(*this, getLayer(), tensor(getDx()), tensor(getDy()), getPad(), getStride());
}

LogicalResult Conv2dFilterGradientOp::verifySymbolUses(SymbolTableCollection &) {
  if (failed(expectConvolution(*this, getLayer(), tensor(getInput()), tensor(getDy()), getPad(), getStride())))
    return failure();
  return expectGradientOf(*this, getLayer(), "kernel", getDw());
}

LogicalResult BiasGradientOp::verifySymbolUses(SymbolTableCollection &) {
  return expectGradientOf(*this, getLayer(), "bias", getDb());
}

LogicalResult DenseInputGradientOp::verifySymbolUses(SymbolTableCollection &) {
  return expectDense(*this, getLayer(), tensor(getDx()), tensor(getDy()));
}

LogicalResult DenseFilterGradientOp::verifySymbolUses(SymbolTableCollection &) {
  if (failed(expectDense(*this, getLayer(), tensor(getInput()), tensor(getDy()))))
    return failure();
  return expectGradientOf(*this, getLayer(), "kernel", getDw());
}

LogicalResult MaxPoolGradientOp::verify() {
  RankedTensorType dx = tensor(getDx()), dy = tensor(getDy());
  if (dx.getDimSize(3) != dy.getDimSize(3))
    return emitOpError("keeps channels: ") << dy.getDimSize(3) << " in, " << dx.getDimSize(3) << " out";
  if (llvm::any_of(getPad(), [&](int64_t pixels) { return pixels >= int64_t(getWindow()); }))
    return emitOpError("has windows that lie in the padding alone");
  return expectWindowed(*this, dx, dy, getPad(), getWindow(), getStride());
}

LogicalResult GlobalAvgPoolGradientOp::verify() {
  RankedTensorType dx = tensor(getDx()), dy = tensor(getDy());
  if (dx.getDimSize(0) != dy.getDimSize(0) || dx.getDimSize(3) != dy.getDimSize(1))
    return emitOpError("spreads ") << text(dy.getShape()) << " over maps of as many images and channels, not "
                                   << text(dx.getShape());
  return success();
}

LogicalResult PadChannelsGradientOp::verify() {
  RankedTensorType dx = tensor(getDx()), dy = tensor(getDy());
  int64_t added = dy.getDimSize(3) - dx.getDimSize(3);
  if (added < 0 || added % 2 != 0)
    return emitOpError("takes half of the added channels from before and half from after, so their number must be even "
                       "and not negative, not ")
           << added;
  return expectWindowed(*this, dx, dy, {0, 0, 0, 0}, 1, getStride());
}

//===--- what a step leaves behind ---------------------------------------------===//

LogicalResult UpdateMovingOp::verifySymbolUses(SymbolTableCollection &) {
  return expectNorm(*this, getLayer(), tensor(getMean()).getDimSize(0));
}

LogicalResult SgdUpdateOp::verifySymbolUses(SymbolTableCollection &) {
  return expectTrained(*this, getParameter(), getGradient().getType());
}

LogicalResult AdamUpdateOp::verifySymbolUses(SymbolTableCollection &) {
  return expectTrained(*this, getParameter(), getGradient().getType());
}

LogicalResult StoreGradientOp::verifySymbolUses(SymbolTableCollection &) {
  return expectTrained(*this, getParameter(), getGradient().getType());
}

//===--- one kernel each ---------------------------------------------------------===//

LogicalResult BatchNormStatisticsOp::verifySymbolUses(SymbolTableCollection &) {
  return expectNorm(*this, getLayer(), tensor(getInput()).getDimSize(3));
}

LogicalResult NormalizeOp::verifySymbolUses(SymbolTableCollection &) {
  if (failed(expectSameShape(*this, {getInput(), getResult()})))
    return failure();
  return expectNorm(*this, getLayer(), tensor(getInput()).getDimSize(3));
}

LogicalResult MaxPoolIndicesOp::verify() {
  if (tensor(getIndices()).getShape() != tensor(getResult()).getShape())
    return emitOpError("has an index for each value of its result");
  if (getWindow() > 15)
    return emitOpError("has a window of ") << getWindow() << ", whose values an 8-bit index does not tell apart";
  return expectWindowed(*this, tensor(getInput()), tensor(getResult()), getPad(), getWindow(), getStride());
}

LogicalResult BatchNormSumsOp::verifySymbolUses(SymbolTableCollection &) {
  if (failed(expectSameShape(*this, {getDy(), getInput(), getY()})))
    return failure();
  return expectNorm(*this, getLayer(), tensor(getDy()).getDimSize(3));
}

LogicalResult NormalizeGradientOp::verifySymbolUses(SymbolTableCollection &) {
  if (failed(expectSameShape(*this, {getDy(), getInput(), getY(), getDx()})))
    return failure();
  return expectNorm(*this, getLayer(), tensor(getDy()).getDimSize(3));
}

LogicalResult PackTransposedOp::verifySymbolUses(SymbolTableCollection &) {
  ParameterOp kernel = findParameter(*this, getLayer(), "kernel");
  if (!kernel)
    return emitOpError("names layer @") << getLayer() << ", but the net has no parameter " << getLayer() << "/kernel";
  ArrayRef<int64_t> shape = kernel.tensorType().getShape();
  int64_t window = shape.size() == 4 ? shape[0] : 1, inputs = shape[shape.size() - 2], panel = getPanel();
  SmallVector<int64_t> expected = {(inputs + panel - 1) / panel, window, window, shape.back(), panel};
  if (tensor(getFilter()).getShape() != ArrayRef(expected))
    return emitOpError("makes a filter of ") << text(expected) << ", but its result has "
                                             << text(tensor(getFilter()).getShape());
  return success();
}

LogicalResult Conv2dFilterGradientPartsOp::verifySymbolUses(SymbolTableCollection &) {
  if (failed(expectConvolution(*this, getLayer(), tensor(getInput()), tensor(getDy()), getPad(), getStride())))
    return failure();
  return expectParameter(*this, getLayer(), "kernel", sumOf(tensor(getParts())).getShape());
}
