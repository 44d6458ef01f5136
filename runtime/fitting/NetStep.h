// NetStep: the numbers that a training changes, beside the library that changes them.
#pragma once
#include "runtime/net/AlignedBuffer.h"
#include "runtime/net/NetLibrary.h"
#include "runtime/training/TrainStep.h"
#include <functional>

namespace resnetc {

/// `User` with the way out if the library has no training in it.
std::optional<Failure> checkTrainable(const resnetc_net &net);

/// A library compiled with --train as the loop sees it; what runs its steps is for LibraryStep and DeviceStep to say.
class NetStep : public TrainStep {
public:
  const resnetc_net &table() const { return library.table(); }

  int classes() const override { return table().classes; }
  /// Whoever writes them does so before the first step.
  FloatSpan parameters() override;
  FloatSpan optimizer() override;

protected:
  explicit NetStep(NetLibrary library) : library(std::move(library)) {}
  /// The parameters become the initial ones, <name>.safetensors or else those of the seed, the optimizer zeros.
  std::optional<Failure> begin(uint64_t seed);

  static resnetc_hyper hyperOf(const StepNumbers &numbers);
  /// What a step that ended with this status tells: a loss that is no finite number is one of NaN. Other statuses
  /// become the failure that `describe` makes.
  static Outcome<StepMetrics> answerOf(int status, const resnetc_metrics &metrics,
                                       const std::function<Failure(int)> &describe);
  /// Calls call(images, count, rows) -> status for n images, max_batch at a time. The first status that is not 0, or 0.
  int inChunks(const float *images, int n, float *rows,
               const std::function<int(const float *, int32_t, float *)> &call) const;

private:
  NetLibrary library; // first: closed last, its code ends what is opened later
  AlignedBuffer parameterBlob, optimizerBlob;
};

} // namespace resnetc
