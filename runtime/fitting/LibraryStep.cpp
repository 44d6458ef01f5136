// LibraryStep: see LibraryStep.h.
#include "runtime/fitting/LibraryStep.h"
#include "runtime/net/NetParameters.h"
#include <algorithm>
#include <cstring>
#include <limits>

namespace resnetc {
namespace {

resnetc_hyper hyperOf(const StepNumbers &numbers) {
  resnetc_hyper hyper = {};
  hyper.rate = float(numbers.rate); // the loop's schedule has the decay in it
  hyper.momentum = float(numbers.momentum);
  hyper.nesterov = numbers.nesterov;
  hyper.weight_decay = float(numbers.weightDecay);
  hyper.step = numbers.step;
  return hyper;
}

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

Outcome<std::unique_ptr<LibraryStep>> LibraryStep::open(const std::filesystem::path &folder, uint64_t seed,
                                                        int threads) {
  Outcome<NetLibrary> opened = NetLibrary::open(folder);
  if (!opened)
    return opened.failure();
  std::unique_ptr<LibraryStep> net(new LibraryStep(std::move(*opened)));
  if (auto failure = checkTrainable(net->table()))
    return *failure;
  if (auto failure = net->allocate(threads))
    return *failure;
  Outcome<NetParameters> initial = loadInitialParameters(net->library, seed);
  if (!initial)
    return initial.failure();
  std::memcpy(net->parameterBlob.data(), initial->values, size_t(net->table().parameters_bytes));
  return net;
}

std::optional<Failure> LibraryStep::allocate(int threads) {
  Outcome<NetPool> started = NetPool::start(table(), {threads, Pin::Others}); // not the loader's threads
  if (!started)
    return started.failure();
  pool = std::move(*started);
  int64_t arenaBytes = std::max(table().arena_bytes + pool.threads() * table().scratch_bytes,
                                table().train_arena_bytes + pool.threads() * table().train_scratch_bytes);
  struct Part {
    AlignedBuffer &buffer;
    int64_t bytes;
    const char *what;
  };
  for (const Part &part : {Part{parameterBlob, table().parameters_bytes, "the parameters"},
                           Part{optimizerBlob, table().optimizer_bytes, "the optimizer"},
                           Part{packed, table().packed_bytes, "the packed weights"},
                           Part{arena, arenaBytes, "the arena"}}) {
    part.buffer = AlignedBuffer(size_t(part.bytes));
    if (!part.buffer.data())
      return noMemory(table(), part.bytes, part.what);
  }
  std::memset(optimizerBlob.data(), 0, size_t(table().optimizer_bytes));
  return std::nullopt;
}

Outcome<StepMetrics> LibraryStep::step(const float *images, const int32_t *labels, int n, const StepNumbers &numbers) {
  isPacked = false;
  const resnetc_hyper hyper = hyperOf(numbers);
  resnetc_metrics metrics = {};
  int status = table().train_step(parameters().data, optimizer().data, images, labels, n, &hyper, &metrics,
                                  arena.data(), pool.get());
  if (status == RESNETC_NON_FINITE)
    return StepMetrics{std::numeric_limits<double>::quiet_NaN(), 0};
  if (status)
    return describeStatus(table(), status, "a step of training");
  return StepMetrics{metrics.loss, metrics.correct};
}

std::optional<Failure> LibraryStep::prepare() {
  if (isPacked)
    return std::nullopt;
  if (int status = table().prepare(parameters().data, packed.data()))
    return describeStatus(table(), status, "preparing the weights");
  isPacked = true;
  return std::nullopt;
}

std::optional<Failure> LibraryStep::logits(const float *images, int n, float *rows) {
  if (auto failure = prepare())
    return failure;
  for (int first = 0; first < n; first += table().max_batch) {
    int count = std::min(table().max_batch, n - first);
    int status = table().logits(packed.data(), images + first * valuesPerImage(table()), count,
                                rows + int64_t(first) * table().classes, arena.data(), pool.get());
    if (status)
      return describeStatus(table(), status, "running the net");
  }
  return std::nullopt;
}

FloatSpan LibraryStep::parameters() { return spanOf(parameterBlob, table().parameters_bytes); }
FloatSpan LibraryStep::optimizer() { return spanOf(optimizerBlob, table().optimizer_bytes); }

} // namespace resnetc
