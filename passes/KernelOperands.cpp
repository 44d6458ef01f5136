#include "passes/KernelOperands.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace resnetc {
namespace {
using Named = SmallVector<std::pair<StringRef, Value>>;

Named namedOperands(resnet::Conv2dOp op) {
  return {{"input", op.getInput()}, {"filter", op.getFilter()}, {"shift", op.getShift()},
          {"residual", op.getResidual()}};
}

Named namedOperands(resnet::DenseOp op) {
  return {{"input", op.getInput()}, {"filter", op.getFilter()}, {"shift", op.getShift()}};
}

Named namedOperands(resnet::StemOp op) { return {{"input", op.getInput()}}; }

Named namedOperands(resnet::BatchImagesOp op) { return {{"images", op.getImages()}}; }

Named namedOperands(resnet::BatchNormStatisticsOp op) { return {{"input", op.getInput()}}; }

Named namedOperands(resnet::NormalizeOp op) {
  return {{"input", op.getInput()}, {"mean", op.getMean()}, {"variance", op.getVariance()},
          {"residual", op.getResidual()}};
}

Named namedOperands(resnet::AddOp op) { return {{"input", op.getBranch()}, {"residual", op.getShortcut()}}; }

Named namedOperands(resnet::SoftmaxCrossEntropyOp op) {
  return {{"logits", op.getLogits()}, {"labels", op.getLabels()}};
}

Named namedOperands(resnet::BatchNormSumsOp op) {
  return {{"dy", op.getDy()}, {"input", op.getInput()}, {"y", op.getY()}, {"mean", op.getMean()},
          {"variance", op.getVariance()}};
}

Named namedOperands(resnet::NormalizeGradientOp op) {
  return {{"dy", op.getDy()},     {"input", op.getInput()},       {"y", op.getY()},
          {"mean", op.getMean()}, {"variance", op.getVariance()}, {"dgamma", op.getDgamma()},
          {"dbeta", op.getDbeta()}};
}

Named namedOperands(resnet::BatchNormFrozenGradientOp op) { return {{"dy", op.getDy()}, {"y", op.getY()}}; }

Named namedOperands(resnet::ReluGradientOp op) { return {{"dy", op.getDy()}, {"y", op.getOutput()}}; }

// As the convolution over dy that it may be, dy is the input.
Named namedOperands(resnet::Conv2dInputGradientOp op) {
  return {{"dy", op.getDy()}, {"input", op.getDy()}, {"filter", op.getFilter()}, {"shift", op.getShift()},
          {"residual", op.getResidual()}};
}

Named namedOperands(resnet::DenseInputGradientOp op) {
  return {{"input", op.getDy()}, {"filter", op.getFilter()}, {"shift", op.getShift()}};
}

Named namedOperands(resnet::Conv2dFilterGradientOp op) { return {{"input", op.getInput()}, {"dy", op.getDy()}}; }

Named namedOperands(resnet::Conv2dFilterGradientPartsOp op) { return {{"input", op.getInput()}, {"dy", op.getDy()}}; }

Named namedOperands(resnet::Conv2dPartsOp op) { return {{"input", op.getInput()}}; }

Named namedOperands(resnet::SumPartsOp op) { return {{"parts", op.getParts()}, {"residual", op.getResidual()}}; }

Named namedOperands(resnet::DenseFilterGradientOp op) { return {{"input", op.getInput()}, {"dy", op.getDy()}}; }

Named namedOperands(resnet::MaxPoolIndicesGradientOp op) {
  return {{"dy", op.getDy()}, {"indices", op.getIndices()}};
}

Named namedOperands(resnet::UpdateMovingOp op) { return {{"mean", op.getMean()}, {"variance", op.getVariance()}}; }

Named namedOperands(resnet::SgdUpdateOp op) { return {{"gradient", op.getGradient()}}; }

Named namedOperands(resnet::AdamUpdateOp op) { return {{"gradient", op.getGradient()}}; }

Value valueNamed(const Named &named, StringRef argument) {
  for (auto [name, value] : named)
    if (name == argument)
      return value;
  return Value();
}
} // namespace

Value operandOf(Operation *op, StringRef argument) {
  Value onlyTensor = op->getOperand(0); // of ops that read one map: whatever their kernel calls it
  Named named = llvm::TypeSwitch<Operation *, Named>(op)
                    .Case<resnet::Conv2dOp, resnet::DenseOp, resnet::StemOp, resnet::BatchImagesOp,
                          resnet::BatchNormStatisticsOp, resnet::NormalizeOp, resnet::AddOp, resnet::SoftmaxCrossEntropyOp, resnet::BatchNormSumsOp,
                          resnet::NormalizeGradientOp, resnet::BatchNormFrozenGradientOp, resnet::ReluGradientOp,
                          resnet::Conv2dInputGradientOp, resnet::DenseInputGradientOp, resnet::Conv2dFilterGradientOp,
                          resnet::Conv2dFilterGradientPartsOp, resnet::Conv2dPartsOp, resnet::SumPartsOp,
                          resnet::DenseFilterGradientOp, resnet::MaxPoolIndicesGradientOp, resnet::UpdateMovingOp,
                          resnet::SgdUpdateOp, resnet::AdamUpdateOp>([](auto known) { return namedOperands(known); })
                    .Default([&](Operation *) { return Named{{argument, onlyTensor}}; });
  return valueNamed(named, argument);
}

Value resultOf(Operation *op, StringRef argument, unsigned index) {
  if (auto loss = dyn_cast<resnet::SoftmaxCrossEntropyOp>(op))
    return valueNamed({{"loss", loss.getLoss()}, {"correct", loss.getCorrect()}, {"gradient", loss.getGradient()}}, argument);
  return op->getResult(index);
}

} // namespace resnetc
