// LibraryStep: see LibraryStep.h.
#include "runtime/fitting/LibraryStep.h"
#include "runtime/net/LoadedNet.h"
#include <algorithm>

namespace resnetc {

Outcome<std::unique_ptr<LibraryStep>> LibraryStep::open(const std::filesystem::path &folder, uint64_t seed,
                                                        int threads) {
  Outcome<NetLibrary> opened = NetLibrary::open(folder);
  if (!opened)
    return opened.failure();
  std::unique_ptr<LibraryStep> net(new LibraryStep(std::move(*opened)));
  if (auto failure = net->begin(seed))
    return *failure;
  if (auto failure = net->allocate(threads))
    return *failure;
  return net;
}

std::optional<Failure> LibraryStep::allocate(int threads) {
  Outcome<NetPool> started = NetPool::start(table(), {threads, Pin::Others}); // not the loader's threads
  if (!started)
    return started.failure();
  pool = std::move(*started);
  int64_t arenaBytes = std::max(table().arena_bytes + pool.threads() * table().scratch_bytes,
                                table().train_arena_bytes + pool.threads() * table().train_scratch_bytes);
  packed = AlignedBuffer(size_t(table().packed_bytes));
  if (!packed.data())
    return noMemory(table(), table().packed_bytes, "the packed weights");
  arena = AlignedBuffer(size_t(arenaBytes));
  if (!arena.data())
    return noMemory(table(), arenaBytes, "the arena");
  return std::nullopt;
}

Outcome<StepMetrics> LibraryStep::step(const float *images, const int32_t *labels, int n, const StepNumbers &numbers) {
  isPacked = false;
  const resnetc_hyper hyper = hyperOf(numbers);
  resnetc_metrics metrics = {};
  int status = table().train_step(parameters().data, optimizer().data, images, labels, n, &hyper, &metrics,
                                  arena.data(), pool.get());
  return answerOf(status, metrics, [&](int why) { return describeStatus(table(), why, "a step of training"); });
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
  int status = inChunks(images, n, rows, [&](const float *input, int32_t count, float *out) {
    return table().logits(packed.data(), input, count, out, arena.data(), pool.get());
  });
  return status ? std::optional(describeStatus(table(), status, "running the net")) : std::nullopt;
}

} // namespace resnetc
