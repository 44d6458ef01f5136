// LibraryStep: a net that the processor trains.
#pragma once
#include "runtime/fitting/NetStep.h"
#include "runtime/net/NetPool.h"
#include <filesystem>

namespace resnetc {

/// Owns the net's numbers and memory. The results do not depend on the number of threads.
class LibraryStep : public NetStep {
public:
  /// Opens the net in `folder` with its initial parameters: <name>.safetensors, else those of the seed.
  static Outcome<std::unique_ptr<LibraryStep>> open(const std::filesystem::path &folder, uint64_t seed, int threads);

  /// A loss that is no finite number leaves all as it was, and is told as a loss of NaN.
  Outcome<StepMetrics> step(const float *images, const int32_t *labels, int n, const StepNumbers &numbers) override;
  std::optional<Failure> logits(const float *images, int n, float *rows) override;

private:
  using NetStep::NetStep;
  std::optional<Failure> allocate(int threads);
  std::optional<Failure> prepare();

  NetPool pool;
  AlignedBuffer packed, arena;
  bool isPacked = false; ///< `packed` holds the parameters as they are now
};

} // namespace resnetc
