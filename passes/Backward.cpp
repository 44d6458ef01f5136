#include "passes/Backward.h"
#include "ir/dialect/Layers.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace resnetc {
namespace {
StringRef layerOf(Operation *op) {
  auto layer = op->getAttrOfType<FlatSymbolRefAttr>("layer");
  return layer ? layer.getValue() : StringRef();
}

bool isTrained(Operation *op, StringRef word) {
  resnet::ParameterOp parameter = resnet::findParameter(op, layerOf(op), word);
  return parameter && parameter.isTrained();
}

/// A batch norm in inference mode has no gradients of its own.
bool hasTrainedParameters(Operation *op) {
  if (isa<resnet::Conv2dOp, resnet::DenseOp>(op))
    return isTrained(op, "kernel") || isTrained(op, "bias");
  return isa<resnet::BatchNormTrainOp>(op);
}

bool isFused(Operation *op) {
  auto conv = dyn_cast<resnet::Conv2dOp>(op);
  return op->hasAttr("folded") || op->hasAttr("packed") ||
         (conv && (conv.getResidual() || conv.getEpilogue() != resnet::Epilogue::None));
}

int64_t pixelsOf(Value map) {
  ArrayRef<int64_t> shape = cast<RankedTensorType>(map.getType()).getShape();
  return shape[1] * shape[2];
}
} // namespace

LogicalResult Backward::run(ArrayRef<Operation *> forward, Value logits, Value dlogits) {
  noteWhatNeedsGradients(forward);
  if (!needsGradient(logits))
    return success(); // all is frozen
  gradients[logits] = dlogits;
  for (Operation *op : llvm::reverse(forward))
    if (Value dy = gradients.lookup(op->getResult(0)))
      if (failed(differentiate(op, dy)))
        return failure();
  return success();
}

void Backward::noteWhatNeedsGradients(ArrayRef<Operation *> forward) {
  const auto needs = [&](Value value) { return needsGradient(value); };
  for (Operation *op : forward)
    if (hasTrainedParameters(op) || llvm::any_of(op->getOperands(), needs))
      needing.insert(op->getResult(0));
}

LogicalResult Backward::differentiate(Operation *op, Value dy) {
  if (isFused(op))
    return op->emitOpError("is fused; differentiate the net before");
  return llvm::TypeSwitch<Operation *, LogicalResult>(op)
      .Case<resnet::Conv2dOp, resnet::DenseOp, resnet::BatchNormTrainOp, resnet::BatchNormOp, resnet::ReluOp,
            resnet::AddOp, resnet::MaxPoolOp, resnet::GlobalAvgPoolOp, resnet::PadChannelsOp>([&](auto layer) {
        of(layer, dy);
        return success();
      })
      .Default([](Operation *other) { return other->emitOpError("has no gradient"); });
}

//===--- layers ----------------------------------------------------------------===//

void Backward::of(resnet::Conv2dOp op, Value dy) {
  if (needsGradient(op.getInput()))
    addGradient(op.getInput(),
                builder.create<resnet::Conv2dInputGradientOp>(op.getLoc(), op.getInput().getType(), dy,
                                                              op.getLayerAttr(), Value(), Value(), op.getStrideAttr(),
                                                              op.getPadAttr(), Value()));
  if (isTrained(op, "kernel")) {
    Type type = resnet::findParameter(op, op.getLayer(), "kernel").getType();
    useGradient(op, "kernel",
                builder.create<resnet::Conv2dFilterGradientOp>(op.getLoc(), type, op.getInput(), dy,
                                                               op.getLayerAttr(), op.getStrideAttr(), op.getPadAttr()));
  }
  useBiasGradient(op, op.getLayerAttr(), dy);
}

void Backward::of(resnet::DenseOp op, Value dy) {
  if (needsGradient(op.getInput()))
    addGradient(op.getInput(), builder.create<resnet::DenseInputGradientOp>(op.getLoc(), op.getInput().getType(), dy,
                                                                            op.getLayerAttr(), Value(), Value()));
  if (isTrained(op, "kernel")) {
    Type type = resnet::findParameter(op, op.getLayer(), "kernel").getType();
    useGradient(op, "kernel", builder.create<resnet::DenseFilterGradientOp>(op.getLoc(), type, op.getInput(), dy,
                                                                            op.getLayerAttr()));
  }
  useBiasGradient(op, op.getLayerAttr(), dy);
}

void Backward::of(resnet::BatchNormTrainOp op, Value dy) {
  Type vector = op.getMean().getType();
  auto all = builder.create<resnet::BatchNormGradientOp>(op.getLoc(), dy.getType(), vector, vector, dy, op.getInput(),
                                                         op.getMean(), op.getVariance(), hyper, op.getLayerAttr(),
                                                         op.getEpsilonAttr());
  if (needsGradient(op.getInput()))
    addGradient(op.getInput(), all.getDx());
  useGradient(op, "gamma", all.getDgamma());
  useGradient(op, "beta", all.getDbeta());
  if (use == GradientUse::Update)
    updateMoving(op);
}

void Backward::of(resnet::BatchNormOp op, Value dy) {
  addGradient(op.getInput(), builder.create<resnet::BatchNormFrozenGradientOp>(op.getLoc(), dy.getType(), dy,
                                                                               op.getLayerAttr(), op.getEpsilonAttr(), Value()));
}

void Backward::of(resnet::ReluOp op, Value dy) {
  addGradient(op.getInput(), builder.create<resnet::ReluGradientOp>(op.getLoc(), dy.getType(), dy, op.getResult()));
}

void Backward::of(resnet::AddOp op, Value dy) {
  for (Value operand : {op.getBranch(), op.getShortcut()})
    if (needsGradient(operand))
      addGradient(operand, dy);
}

void Backward::of(resnet::MaxPoolOp op, Value dy) {
  addGradient(op.getInput(), builder.create<resnet::MaxPoolGradientOp>(
                                 op.getLoc(), op.getInput().getType(), dy, op.getInput(), op.getResult(),
                                 op.getWindowAttr(), op.getStrideAttr(), op.getPadAttr()));
}

void Backward::of(resnet::GlobalAvgPoolOp op, Value dy) {
  addGradient(op.getInput(),
              builder.create<resnet::GlobalAvgPoolGradientOp>(op.getLoc(), op.getInput().getType(), dy));
}

void Backward::of(resnet::PadChannelsOp op, Value dy) {
  addGradient(op.getInput(), builder.create<resnet::PadChannelsGradientOp>(op.getLoc(), op.getInput().getType(), dy,
                                                                           op.getStrideAttr()));
}

//===--- sums and parameters ---------------------------------------------------===//

void Backward::addGradient(Value value, Value gradient) {
  Value &sum = gradients[value];
  if (!sum) {
    sum = gradient;
    return;
  }
  Location loc = value.getLoc();
  sum = builder.create<resnet::AddOp>(resnet::renamed(loc, resnet::layerName(loc) + "_dy"), value.getType(), sum,
                                      gradient);
}

void Backward::useGradient(Operation *layerOp, StringRef word, Value gradient) {
  if (!isTrained(layerOp, word))
    return;
  Location loc = layerOp->getLoc();
  auto parameter = FlatSymbolRefAttr::get(resnet::findParameter(layerOp, layerOf(layerOp), word));
  if (use == GradientUse::Store)
    builder.create<resnet::StoreGradientOp>(loc, parameter, gradient);
  else if (train.getOptimizer() == resnet::Optimizer::Sgd)
    builder.create<resnet::SgdUpdateOp>(loc, parameter, gradient, hyper);
  else
    builder.create<resnet::AdamUpdateOp>(
        loc, parameter, gradient, hyper,
        train.getOptimizer() == resnet::Optimizer::AdamW ? builder.getUnitAttr() : UnitAttr(), train.getBeta1(),
        train.getBeta2(), train.getEpsilon());
}

void Backward::useBiasGradient(Operation *layerOp, FlatSymbolRefAttr layer, Value dy) {
  if (isTrained(layerOp, "bias"))
    useGradient(layerOp, "bias", builder.create<resnet::BiasGradientOp>(
                                     layerOp->getLoc(), resnet::byChannel(dy.getType()), dy, layer));
}

/// Here, not beside the forward: a step that is given up after its loss has changed nothing.
void Backward::updateMoving(resnet::BatchNormTrainOp op) {
  IntegerAttr pixels = train.getUnbiased() ? builder.getI64IntegerAttr(pixelsOf(op.getInput())) : IntegerAttr();
  builder.create<resnet::UpdateMovingOp>(op.getLoc(), op.getLayerAttr(), op.getMean(), op.getVariance(), hyper,
                                         train.getMoving(), pixels);
}

} // namespace resnetc
