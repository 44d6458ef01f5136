// FuseNorms: batch norm of training is one kernel that looks at all values before another
// changes them, both forward and backward; the ReLU of the way back goes into these. See Passes.td.
#include "passes/FunctionsOf.h"
#include "passes/Passes.h"
#include "mlir/IR/Builders.h"

using namespace mlir;

namespace resnetc {
#define GEN_PASS_DEF_FUSENORMS
#include "passes/Passes.h.inc"

namespace {
/// dy of a batch norm, and the ReLU's output whose sign it depends on.
struct MaskedGradient {
  Value dy, y;
};

/// Takes in the ReLU's gradient before a batch norm's if nothing else reads it.
MaskedGradient maskedGradient(Value dy) {
  auto relu = dy.getDefiningOp<resnet::ReluGradientOp>();
  return relu && relu->hasOneUse() ? MaskedGradient{relu.getDy(), relu.getOutput()} : MaskedGradient{dy, Value()};
}

void eraseIfUnread(Value dy) {
  if (dy.use_empty() && dy.getDefiningOp<resnet::ReluGradientOp>())
    dy.getDefiningOp()->erase();
}

Value normalize(OpBuilder &builder, Operation *norm, Value input, Value mean, Value variance, StringRef layer,
                APFloat epsilon) {
  return builder.create<resnet::NormalizeOp>(norm->getLoc(), input.getType(), input, mean, variance, layer, epsilon,
                                             Value(), resnet::Epilogue::None, StringAttr(), StringAttr());
}

void split(resnet::BatchNormTrainOp norm) {
  OpBuilder builder(norm);
  auto statistics = builder.create<resnet::BatchNormStatisticsOp>(
      norm.getLoc(), norm.getMean().getType(), norm.getVariance().getType(), norm.getInput(), norm.getHyper(),
      norm.getLayerAttr(), StringAttr(), StringAttr());
  Value result = normalize(builder, norm, norm.getInput(), statistics.getMean(), statistics.getVariance(),
                           norm.getLayer(), norm.getEpsilon());
  norm->replaceAllUsesWith(ValueRange{result, statistics.getMean(), statistics.getVariance()});
  norm.erase();
}

void split(resnet::BatchNormOp norm) {
  OpBuilder builder(norm);
  norm.getResult().replaceAllUsesWith(normalize(builder, norm, norm.getInput(), Value(), Value(), norm.getLayer(),
                                    norm.getEpsilon()));
  norm.erase();
}

void split(resnet::BatchNormGradientOp norm) {
  OpBuilder builder(norm);
  Value given = norm.getDy();
  MaskedGradient gradient = maskedGradient(given);
  auto sums = builder.create<resnet::BatchNormSumsOp>(
      norm.getLoc(), norm.getDgamma().getType(), norm.getDbeta().getType(), gradient.dy, norm.getInput(),
      norm.getMean(), norm.getVariance(), norm.getLayerAttr(), norm.getEpsilonAttr(), gradient.y, StringAttr(),
      StringAttr());
  norm.getDgamma().replaceAllUsesWith(sums.getDgamma());
  norm.getDbeta().replaceAllUsesWith(sums.getDbeta());
  if (!norm.getDx().use_empty())
    norm.getDx().replaceAllUsesWith(builder.create<resnet::NormalizeGradientOp>(
        norm.getLoc(), norm.getDx().getType(), gradient.dy, norm.getInput(), norm.getMean(), norm.getVariance(),
        sums.getDgamma(), sums.getDbeta(), norm.getHyper(), norm.getLayerAttr(), norm.getEpsilonAttr(), gradient.y,
        StringAttr(), StringAttr()));
  norm.erase();
  eraseIfUnread(given);
}

void takeMask(resnet::BatchNormFrozenGradientOp norm) {
  Value given = norm.getDy();
  MaskedGradient gradient = maskedGradient(given);
  if (!gradient.y)
    return;
  norm.getDyMutable().assign(gradient.dy);
  norm.getYMutable().assign(gradient.y);
  eraseIfUnread(given);
}

struct FuseNorms : impl::FuseNormsBase<FuseNorms> {
  void runOnOperation() override {
    for (resnet::FuncOp function : functionsOf(getOperation(), isTraining))
      for (Operation &op : llvm::make_early_inc_range(function.getBody().front())) {
        if (auto norm = dyn_cast<resnet::BatchNormTrainOp>(op))
          split(norm);
        else if (auto norm = dyn_cast<resnet::BatchNormOp>(op))
          split(norm);
        else if (auto norm = dyn_cast<resnet::BatchNormGradientOp>(op))
          split(norm);
        else if (auto norm = dyn_cast<resnet::BatchNormFrozenGradientOp>(op))
          takeMask(norm);
      }
  }
};
} // namespace
} // namespace resnetc
