// NetStep: see NetStep.h.
#include "runtime/fitting/NetStep.h"
#include "runtime/net/LoadedNet.h"
#include "runtime/net/NetParameters.h"
#include <algorithm>
#include <cstring>
#include <limits>

namespace resnetc {
namespace {

FloatSpan spanOf(const AlignedBuffer &buffer, int64_t bytes) {
  return {static_cast<float *>(buffer.data()), size_t(bytes) / sizeof(float)};
}

} // namespace

std::optional<Failure> checkTrainable(const resnetc_net &net) {
  if (net.train_batch > 0 && net.train_step && net.gradients)
    return std::nullopt;
  return Failure{Blame::User, std::string(net.name) + ": the net is compiled for inference alone; `resnetc compile "
                                                      "NET.yaml --train N -o OUT` makes one that can be trained, N "
                                                      "images at a time"};
}

std::optional<Failure> NetStep::begin(uint64_t seed) {
  if (auto failure = checkTrainable(table()))
    return failure;
  parameterBlob = AlignedBuffer(size_t(table().parameters_bytes));
  optimizerBlob = AlignedBuffer(size_t(table().optimizer_bytes));
  if (!parameterBlob.data() || !optimizerBlob.data())
    return noMemory(table(), table().parameters_bytes + table().optimizer_bytes, "the parameters and the optimizer");
  Outcome<NetParameters> initial = loadInitialParameters(library, seed);
  if (!initial)
    return initial.failure();
  std::memcpy(parameterBlob.data(), initial->values, size_t(table().parameters_bytes));
  std::memset(optimizerBlob.data(), 0, size_t(table().optimizer_bytes));
  return std::nullopt;
}

resnetc_hyper NetStep::hyperOf(const StepNumbers &numbers) {
  resnetc_hyper hyper = {};
  hyper.rate = float(numbers.rate); // the loop's schedule has the decay in it
  hyper.momentum = float(numbers.momentum);
  hyper.nesterov = numbers.nesterov;
  hyper.weight_decay = float(numbers.weightDecay);
  hyper.step = numbers.step;
  return hyper;
}

Outcome<StepMetrics> NetStep::answerOf(int status, const resnetc_metrics &metrics,
                                       const std::function<Failure(int)> &describe) {
  if (status == RESNETC_NON_FINITE)
    return StepMetrics{std::numeric_limits<double>::quiet_NaN(), 0};
  if (status)
    return describe(status);
  return StepMetrics{metrics.loss, metrics.correct};
}

int NetStep::inChunks(const float *images, int n, float *rows,
                      const std::function<int(const float *, int32_t, float *)> &call) const {
  for (int first = 0; first < n; first += table().max_batch) {
    int count = std::min(table().max_batch, n - first);
    if (int status = call(images + first * valuesPerImage(table()), count, rows + int64_t(first) * table().classes))
      return status;
  }
  return RESNETC_OK;
}

FloatSpan NetStep::parameters() { return spanOf(parameterBlob, table().parameters_bytes); }
FloatSpan NetStep::optimizer() { return spanOf(optimizerBlob, table().optimizer_bytes); }

} // namespace resnetc
