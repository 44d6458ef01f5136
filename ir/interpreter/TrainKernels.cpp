#include "ir/interpreter/TrainKernels.h"
#include "ir/interpreter/BatchStatistics.h"
#include "ir/interpreter/Gradients.h"
#include "ir/interpreter/Loss.h"
#include "ir/interpreter/Maps.h"
#include "ir/interpreter/Parts.h"
#include "ir/interpreter/Pooling.h"
#include "ir/interpreter/Updates.h"
#include "ir/interpreter/Weights.h"
#include <map>

namespace resnetc {
namespace {
/// Inputs by the names of the kernel's arguments, maps without their halos.
class Given {
public:
  Given(const KernelKey &key, const std::vector<Tensor> &inputs) : arguments(argumentsOf(key)) {
    for (size_t i = 0; i < inputs.size(); ++i) {
      const int64_t halo = arguments[i].halo;
      values[arguments[i].name] = halo ? cropped(inputs[i], halo, halo, halo, halo) : inputs[i];
    }
  }

  bool has(const char *name) const { return values.count(name) != 0; }
  const Tensor &operator[](const char *name) const { return values.at(name); }
  double hyper(HyperIndex index) const { return values.at("hyper").values[size_t(index)]; }
  int64_t images() const { return int64_t(hyper(hyperImages)); }

  /// dy, under a ReLU only where what it gave is positive.
  Tensor dy() const { return has("y") ? reluGradient(values.at("dy"), values.at("y")) : values.at("dy"); }

  std::vector<int64_t> outputShape() const { return arguments.back().extents; }

private:
  std::vector<KernelArgument> arguments;
  std::map<std::string, Tensor> values;
};

using Outputs = std::vector<Tensor>;

Norm normOf(const KernelKey &key, const Given &given) {
  const Tensor none = filled(given["variance"].shape);
  const auto or0 = [&](const char *name) { return given.has(name) ? given[name] : none; };
  return {or0("gamma"), or0("beta"), or0("mean"), given["variance"], key.real("epsilon")};
}

Outputs batchImages(const KernelKey &key, const Given &given) {
  const Tensor &images = given["images"];
  return {firstImages(key.layout("in").channelsFirst ? nchwToNhwc(images) : images, given.images())};
}

Outputs statistics(const KernelKey &, const Given &given) {
  Statistics batch = statisticsOf(given["input"], given.images());
  return {std::move(batch.mean), std::move(batch.variance)};
}

Outputs normalize(const KernelKey &key, const Given &given) {
  Tensor result = batchNorm(given["input"], normOf(key, given));
  if (key.flag("add"))
    result = add(std::move(result), given["residual"]);
  return {key.flag("relu") ? relu(std::move(result)) : std::move(result)};
}

Outputs normSumsKernel(const KernelKey &key, const Given &given) {
  NormSums sums = normSums(given.dy(), given["input"], normOf(key, given), key.integer("n"));
  return {std::move(sums.dgamma), std::move(sums.dbeta)};
}

Outputs normGradient(const KernelKey &key, const Given &given) {
  return {normInputGradient(given.dy(), given["input"], normOf(key, given), {given["dgamma"], given["dbeta"]},
                            given.images())};
}

Outputs frozenGradient(const KernelKey &key, const Given &given) {
  return {frozenNormGradient(given.dy(), normOf(key, given))};
}

Outputs reluKernel(const KernelKey &, const Given &given) { return {relu(given["input"])}; }

Outputs reluGradientKernel(const KernelKey &, const Given &given) { return {given.dy()}; }

Outputs addKernel(const KernelKey &key, const Given &given) {
  Tensor sum = add(given["input"], given["residual"]);
  return {key.flag("relu") ? relu(std::move(sum)) : std::move(sum)};
}

Outputs poolIndices(const KernelKey &key, const Given &given) {
  const int64_t r = key.integer("r"), stride = key.integer("stride");
  const Padding pad = key.padding("pad");
  return {maxPool(given["input"], r, stride, pad), maxPoolIndices(given["input"], r, stride, pad)};
}

Outputs poolGradient(const KernelKey &key, const Given &given) {
  return {maxPoolGradientByIndices(given["dy"], given["indices"], key.integer("r"), key.integer("stride"),
                                   key.padding("pad"), given.outputShape())};
}

Outputs avgPoolGradient(const KernelKey &, const Given &given) {
  return {globalAvgPoolGradient(given["dy"], given.outputShape())};
}

Outputs padGradient(const KernelKey &key, const Given &given) {
  return {padChannelsGradient(given["dy"], key.integer("stride"), given.outputShape())};
}

Outputs crossEntropy(const KernelKey &key, const Given &given) {
  LossAndGradient result =
      softmaxCrossEntropy(given["logits"], given["labels"], key.real("label_smoothing"), given.images());
  return {std::move(result.gradient), filled({1}, result.loss), filled({1}, double(result.correct))};
}

Outputs filterGradient(const KernelKey &key, const Given &given) {
  return {conv2dFilterGradient(given["input"], given["dy"], key.integer("stride"), key.padding("pad"),
                               given.outputShape(), key.integer("n"))};
}

Outputs filterGradientParts(const KernelKey &key, const Given &given) {
  std::vector<int64_t> shape = given.outputShape();
  shape.erase(shape.begin());
  return {conv2dFilterGradientParts(given["input"], given["dy"], key.integer("stride"), key.padding("pad"),
                                    std::move(shape), key.integer("parts"))};
}

Outputs inputGradient(const KernelKey &key, const Given &given) {
  Tensor dx = conv2dInputGradient(given["dy"], unpackTransposed(given["filter"], key.integer("c"), false),
                                  key.integer("stride"), key.padding("pad"), given.outputShape());
  return {key.flag("add") ? add(std::move(dx), given["residual"]) : std::move(dx)};
}

Outputs transposedFilter(const KernelKey &key, const Given &given) {
  return {packTransposed(given["kernel"], key.integer("panel"), key.flag("rotate"))};
}

Outputs biasGradientKernel(const KernelKey &key, const Given &given) {
  return {biasGradient(given["dy"], key.integer("n"))};
}

Hyper hyperOf(const Given &given) {
  return {given.images(), given.hyper(hyperRate), given.hyper(hyperMomentum), given.hyper(hyperNesterov) != 0,
          given.hyper(hyperWeightDecay), 0};
}

Outputs sgd(const KernelKey &, const Given &given) {
  Tensor parameter = given["parameter"], velocity = given["velocity"];
  updateBySgd(parameter, velocity, given["gradient"], hyperOf(given));
  return {std::move(parameter), std::move(velocity)};
}

/// The kernel is told the correction; the function that the op means makes it from the step.
Outputs adam(const KernelKey &key, const Given &given) {
  Tensor parameter = given["parameter"], first = given["first_moment"], second = given["second_moment"];
  updateByAdam(parameter, first, second, given["gradient"], hyperOf(given),
               {key.real("beta1"), key.real("beta2"), key.real("epsilon"), key.flag("adamw")},
               given.hyper(hyperAdamCorrection));
  return {std::move(parameter), std::move(first), std::move(second)};
}

Outputs moving(const KernelKey &key, const Given &given) {
  Tensor variance = given["variance"];
  if (const int64_t pixels = key.integer("pixels"))
    variance = unbiased(std::move(variance), given.images() * pixels);
  const double weight = key.real("momentum");
  return {movingAverage(given["moving_mean"], given["mean"], weight),
          movingAverage(given["moving_variance"], variance, weight)};
}

struct Meaning {
  std::string operation;
  Outputs (*compute)(const KernelKey &, const Given &);
};

const Meaning meanings[] = {
    {"batch_images", batchImages},
    {"batch_norm_statistics", statistics},
    {"batch_norm", normalize},
    {"batch_norm_sums", normSumsKernel},
    {"batch_norm_gradient", normGradient},
    {"batch_norm_frozen_gradient", frozenGradient},
    {"relu", reluKernel},
    {"relu_gradient", reluGradientKernel},
    {"add", addKernel},
    {"max_pool_indices", poolIndices},
    {"max_pool_gradient", poolGradient},
    {"global_avg_pool_gradient", avgPoolGradient},
    {"pad_channels_gradient", padGradient},
    {"softmax_cross_entropy", crossEntropy},
    {"filter_gradient", filterGradient},
    {"filter_gradient_parts", filterGradientParts},
    {"input_gradient", inputGradient},
    {"pack_transposed", transposedFilter},
    {"bias_gradient", biasGradientKernel},
    {"sgd_update", sgd},
    {"adam_update", adam},
    {"update_moving", moving},
};
} // namespace

std::optional<std::vector<Tensor>> interpretTrainKernel(const KernelKey &key, const std::vector<Tensor> &inputs) {
  for (const Meaning &meaning : meanings)
    if (meaning.operation == key.operation())
      return meaning.compute(key, Given(key, inputs));
  return std::nullopt;
}

} // namespace resnetc
