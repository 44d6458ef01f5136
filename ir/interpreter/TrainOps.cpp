#include "ir/interpreter/TrainOps.h"
#include "ir/interpreter/BatchStatistics.h"
#include "ir/interpreter/Gradients.h"
#include "ir/interpreter/Loss.h"
#include "ir/interpreter/Maps.h"
#include "ir/interpreter/Parts.h"
#include "ir/interpreter/Pooling.h"
#include "ir/interpreter/StoredValues.h"
#include "ir/interpreter/Updates.h"
#include "ir/interpreter/Weights.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using llvm::Expected;

namespace resnetc {
namespace {
using Results = Expected<std::vector<Tensor>>;

std::vector<int64_t> shapeOf(Value value) { return cast<RankedTensorType>(value.getType()).getShape().vec(); }

int64_t imagesOf(Value value) { return shapeOf(value)[0]; }

template <typename... Tensors> std::vector<Tensor> list(Tensors... tensors) {
  std::vector<Tensor> all;
  (all.push_back(std::move(tensors)), ...);
  return all;
}

Tensor scalar(double value) { return {{}, {value}}; }

/// One op in one step.
class Step {
public:
  Step(llvm::function_ref<const Tensor &(Value)> valueOf, TrainingState &state)
      : valueOf(valueOf), state(state), count(state.hyper.images) {}

  //--- forward

  Results compute(resnet::BatchImagesOp op) {
    const Tensor &images = valueOf(op.getImages());
    return list(firstImages(op.getNchw() ? nchwToNhwc(images) : images, count));
  }

  Results compute(resnet::BatchNormTrainOp op) {
    auto norm = normOf(op, op.getLayer(), op.getEpsilon());
    if (!norm)
      return norm.takeError();
    const Tensor &input = valueOf(op.getInput());
    Statistics batch = statisticsOf(input, count);
    norm->mean = batch.mean;
    norm->variance = batch.variance;
    return list(batchNorm(input, *norm), std::move(batch.mean), std::move(batch.variance));
  }

  Results compute(resnet::SoftmaxCrossEntropyOp op) {
    const double smoothing = op.getLabelSmoothing() ? op.getLabelSmoothing()->convertToDouble() : 0;
    LossAndGradient result = softmaxCrossEntropy(valueOf(op.getLogits()), valueOf(op.getLabels()), smoothing, count);
    return list(scalar(result.loss), scalar(double(result.correct)), std::move(result.gradient));
  }

  //--- backward

  Results compute(resnet::BatchNormGradientOp op) {
    auto norm = normOf(op, op.getLayer(), op.getEpsilon());
    if (!norm)
      return norm.takeError();
    norm->mean = valueOf(op.getMean());
    norm->variance = valueOf(op.getVariance());
    const Tensor &dy = valueOf(op.getDy()), &input = valueOf(op.getInput());
    NormSums sums = normSums(dy, input, *norm, count);
    Tensor dx = normInputGradient(dy, input, *norm, sums, count);
    return list(std::move(dx), std::move(sums.dgamma), std::move(sums.dbeta));
  }

  Results compute(resnet::BatchNormFrozenGradientOp op) {
    auto norm = normOf(op, op.getLayer(), op.getEpsilon());
    if (!norm)
      return norm.takeError();
    return list(frozenNormGradient(masked(op.getDy(), op.getY()), *norm));
  }

  Results compute(resnet::ReluGradientOp op) {
    return list(reluGradient(valueOf(op.getDy()), valueOf(op.getOutput())));
  }

  Results compute(resnet::Conv2dInputGradientOp op) {
    auto kernel = kernelOf(op);
    if (!kernel)
      return kernel.takeError();
    Tensor dx = conv2dInputGradient(valueOf(op.getDy()), *kernel, op.getStride(), resnet::paddingOf(op.getPad()),
                                    shapeOf(op.getDx()));
    return list(op.getResidual() ? add(std::move(dx), valueOf(op.getResidual())) : std::move(dx));
  }

  Results compute(resnet::Conv2dFilterGradientOp op) {
    return list(conv2dFilterGradient(valueOf(op.getInput()), valueOf(op.getDy()), op.getStride(),
                                     resnet::paddingOf(op.getPad()), shapeOf(op.getDw()), imagesOf(op.getDy())));
  }

  Results compute(resnet::Conv2dFilterGradientPartsOp op) {
    const std::vector<int64_t> parts = shapeOf(op.getParts());
    return list(conv2dFilterGradientParts(valueOf(op.getInput()), valueOf(op.getDy()), op.getStride(),
                                          resnet::paddingOf(op.getPad()), {parts.begin() + 1, parts.end()}, parts[0]));
  }

  Results compute(resnet::BiasGradientOp op) { return list(biasGradient(valueOf(op.getDy()), imagesOf(op.getDy()))); }

  Results compute(resnet::DenseInputGradientOp op) {
    auto kernel = kernelOf(op);
    if (!kernel)
      return kernel.takeError();
    return list(denseInputGradient(valueOf(op.getDy()), *kernel));
  }

  Results compute(resnet::DenseFilterGradientOp op) {
    return list(denseFilterGradient(valueOf(op.getInput()), valueOf(op.getDy()), imagesOf(op.getDy())));
  }

  Results compute(resnet::MaxPoolGradientOp op) {
    return list(maxPoolGradient(valueOf(op.getDy()), valueOf(op.getInput()), op.getWindow(), op.getStride(),
                                resnet::paddingOf(op.getPad())));
  }

  Results compute(resnet::GlobalAvgPoolGradientOp op) {
    return list(globalAvgPoolGradient(valueOf(op.getDy()), shapeOf(op.getDx())));
  }

  Results compute(resnet::PadChannelsGradientOp op) {
    return list(padChannelsGradient(valueOf(op.getDy()), op.getStride(), shapeOf(op.getDx())));
  }

  //--- one kernel each

  Results compute(resnet::BatchNormStatisticsOp op) {
    Statistics batch = statisticsOf(valueOf(op.getInput()), count);
    return list(std::move(batch.mean), std::move(batch.variance));
  }

  Results compute(resnet::NormalizeOp op) {
    auto norm = op.getMean() ? normOf(op, op.getMean(), op.getVariance()) : normOf(op, op.getLayer(), op.getEpsilon());
    if (!norm)
      return norm.takeError();
    Tensor result = batchNorm(valueOf(op.getInput()), *norm);
    if (op.getResidual())
      result = add(std::move(result), valueOf(op.getResidual()));
    return list(op.getEpilogue() == resnet::Epilogue::Relu ? relu(std::move(result)) : std::move(result));
  }

  Results compute(resnet::MaxPoolIndicesOp op) {
    const Tensor &input = valueOf(op.getInput());
    const Padding pad = resnet::paddingOf(op.getPad());
    return list(maxPool(input, op.getWindow(), op.getStride(), pad),
                maxPoolIndices(input, op.getWindow(), op.getStride(), pad));
  }

  Results compute(resnet::MaxPoolIndicesGradientOp op) {
    return list(maxPoolGradientByIndices(valueOf(op.getDy()), valueOf(op.getIndices()), op.getWindow(), op.getStride(),
                                         resnet::paddingOf(op.getPad()), shapeOf(op.getDx())));
  }

  Results compute(resnet::BatchNormSumsOp op) {
    auto norm = normOf(op, op.getMean(), op.getVariance());
    if (!norm)
      return norm.takeError();
    NormSums sums = normSums(masked(op.getDy(), op.getY()), valueOf(op.getInput()), *norm, count);
    return list(std::move(sums.dgamma), std::move(sums.dbeta));
  }

  Results compute(resnet::NormalizeGradientOp op) {
    auto norm = normOf(op, op.getMean(), op.getVariance());
    if (!norm)
      return norm.takeError();
    return list(normInputGradient(masked(op.getDy(), op.getY()), valueOf(op.getInput()), *norm,
                                  {valueOf(op.getDgamma()), valueOf(op.getDbeta())}, count));
  }

  Results compute(resnet::PackTransposedOp op) {
    auto kernel = parameterOf(op, op.getLayer(), "kernel");
    if (!kernel)
      return kernel.takeError();
    return list(packTransposed(*kernel, op.getPanel(), op.getRotated()), filled(shapeOf(op.getShift())));
  }

  //--- what a step leaves behind

  Results compute(resnet::UpdateMovingOp op) {
    auto norm = normOf(op, op.getLayer(), APFloat(0.0));
    if (!norm)
      return norm.takeError();
    Tensor variance = valueOf(op.getVariance());
    if (op.getPixels())
      variance = unbiased(std::move(variance), count * int64_t(*op.getPixels()));
    const double weight = op.getMomentum().convertToDouble();
    const std::string layer = op.getLayer().str();
    state.parameters[layer + "/moving_mean"] = movingAverage(norm->mean, valueOf(op.getMean()), weight);
    state.parameters[layer + "/moving_variance"] = movingAverage(norm->variance, variance, weight);
    return list();
  }

  Results compute(resnet::SgdUpdateOp op) {
    auto parameter = trained(op, op.getParameter());
    if (!parameter)
      return parameter.takeError();
    updateBySgd(**parameter, slot(state.velocity, op.getParameter(), **parameter), valueOf(op.getGradient()),
                state.hyper);
    return list();
  }

  Results compute(resnet::AdamUpdateOp op) {
    auto parameter = trained(op, op.getParameter());
    if (!parameter)
      return parameter.takeError();
    const AdamDetails details = {op.getBeta1().convertToDouble(), op.getBeta2().convertToDouble(),
                                 op.getEpsilon().convertToDouble(), op.getAdamw()};
    updateByAdam(**parameter, slot(state.firstMoment, op.getParameter(), **parameter),
                 slot(state.secondMoment, op.getParameter(), **parameter), valueOf(op.getGradient()), state.hyper,
                 details, adamCorrection(state.hyper.step, details));
    return list();
  }

  Results compute(resnet::StoreGradientOp op) {
    state.gradients[op.getParameter().str()] = valueOf(op.getGradient());
    return list();
  }

private:
  Expected<Tensor> parameterOf(Operation *op, llvm::StringRef layer, llvm::StringRef word) {
    return findValue(op, state.parameters, resnet::findParameter(op, layer, word), layer, word);
  }

  /// A layer's kernel, wherever the gradient of its input reads it.
  template <typename Op> Expected<Tensor> kernelOf(Op op) {
    if (!op.getFilter())
      return parameterOf(op, op.getLayer(), "kernel");
    auto pack = op.getFilter().template getDefiningOp<resnet::PackTransposedOp>();
    if (!pack)
      return fault(op, "reads a filter that no pack_transposed made");
    const auto shape = resnet::findParameter(op, op.getLayer(), "kernel").tensorType().getShape();
    return reshaped(unpackTransposed(valueOf(op.getFilter()), shape[shape.size() - 2], pack.getRotated()), shape.vec());
  }

  /// dy, under a ReLU only where what it gave is positive.
  Tensor masked(Value dy, Value y) {
    return y ? reluGradient(valueOf(dy), valueOf(y)) : valueOf(dy);
  }

  template <typename Op> Expected<Norm> normOf(Op op, Value mean, Value variance) {
    auto norm = normOf(op, op.getLayer(), op.getEpsilon());
    if (!norm)
      return norm.takeError();
    norm->mean = valueOf(mean);
    norm->variance = valueOf(variance);
    return norm;
  }

  Expected<Norm> normOf(Operation *op, llvm::StringRef layer, const APFloat &epsilon) {
    return findNorm(op, state.parameters, layer, epsilon.convertToDouble());
  }

  /// The parameter's value where it can be changed.
  Expected<Tensor *> trained(Operation *op, llvm::StringRef name) {
    auto [layer, word] = name.rsplit('/');
    auto value = parameterOf(op, layer, word);
    if (!value)
      return value.takeError();
    return &state.parameters[name.str()];
  }

  /// The optimizer's tensor that belongs to a parameter.
  static Tensor &slot(std::map<std::string, Tensor> &slots, llvm::StringRef name, const Tensor &parameter) {
    return slots.emplace(name.str(), filled(parameter.shape)).first->second;
  }

  llvm::function_ref<const Tensor &(Value)> valueOf;
  TrainingState &state;
  int64_t count;
};

/// What visit says of a training op as what it is; nothing for other ops.
template <typename Result, typename Visit> std::optional<Result> visitTrainOp(Operation *op, Visit visit) {
  const auto known = [&](auto op) { return std::optional<Result>(visit(op)); };
  return llvm::TypeSwitch<Operation *, std::optional<Result>>(op)
      .template Case<resnet::BatchImagesOp, resnet::BatchNormStatisticsOp, resnet::NormalizeOp, resnet::MaxPoolIndicesOp,
                     resnet::MaxPoolIndicesGradientOp, resnet::BatchNormSumsOp, resnet::NormalizeGradientOp,
                     resnet::PackTransposedOp, resnet::BatchNormTrainOp, resnet::SoftmaxCrossEntropyOp, resnet::BatchNormGradientOp,
                     resnet::BatchNormFrozenGradientOp, resnet::ReluGradientOp, resnet::Conv2dInputGradientOp,
                     resnet::Conv2dFilterGradientOp, resnet::Conv2dFilterGradientPartsOp, resnet::BiasGradientOp, resnet::DenseInputGradientOp,
                     resnet::DenseFilterGradientOp, resnet::MaxPoolGradientOp, resnet::GlobalAvgPoolGradientOp,
                     resnet::PadChannelsGradientOp, resnet::UpdateMovingOp, resnet::SgdUpdateOp, resnet::AdamUpdateOp,
                     resnet::StoreGradientOp>(known)
      .Default([](Operation *) { return std::optional<Result>(); });
}
} // namespace

std::optional<Results> computeTrainOp(Operation *op, llvm::function_ref<const Tensor &(Value)> valueOf,
                                      TrainingState &state) {
  Step step(valueOf, state);
  return visitTrainOp<Results>(op, [&](auto known) { return step.compute(known); });
}

llvm::Error checkStep(resnet::FuncOp function, const Tensor &images, const Tensor &labels, const TrainingState &state) {
  const int64_t n = state.hyper.images, classes = function->getParentOfType<resnet::NetOp>().getClasses();
  if (images.shape.empty() || n < 1 || n > images.shape[0] || labels.elements() != images.shape[0])
    return fault(function, "needs a step of 1 to N images and N labels");
  for (int64_t i = 0; i < n; ++i)
    if (const double label = labels.values[size_t(i)]; !(label >= 0 && label < double(classes)))
      return fault(function, "has label " + std::to_string(label) + " for " + llvm::Twine(classes) + " classes");
  return llvm::Error::success();
}

} // namespace resnetc
