// LibraryStep: a library compiled with --train as the loop sees it.
#pragma once
#include "runtime/net/LoadedNet.h"
#include "runtime/training/TrainStep.h"

namespace resnetc {

/// `User` with the way out if the library has no training in it.
std::optional<Failure> checkTrainable(const resnetc_net &net);

/// Owns the net's numbers and memory. The results do not depend on the number of threads.
class LibraryStep : public TrainStep {
public:
  /// Opens the net in `folder` with its initial parameters: <name>.safetensors, else those of the seed.
  static Outcome<std::unique_ptr<LibraryStep>> open(const std::filesystem::path &folder, uint64_t seed, int threads);

  const resnetc_net &table() const { return library.table(); }

  int classes() const override { return table().classes; }
  /// A loss or a gradient that is no finite number leaves all as it was, and is told as a loss of NaN.
  Outcome<StepMetrics> step(const float *images, const int32_t *labels, int n, const StepNumbers &numbers) override;
  std::optional<Failure> logits(const float *images, int n, float *rows) override;
  /// Whoever writes them does so before the next step.
  FloatSpan parameters() override;
  FloatSpan optimizer() override;

private:
  explicit LibraryStep(NetLibrary library) : library(std::move(library)) {}
  std::optional<Failure> allocate(int threads);
  std::optional<Failure> prepare();

  NetLibrary library; // first: closed last, its code ends the pool
  NetPool pool;
  AlignedBuffer parameterBlob, optimizerBlob, packed, arena;
  bool isPacked = false; ///< `packed` holds the parameters as they are now
};

} // namespace resnetc
