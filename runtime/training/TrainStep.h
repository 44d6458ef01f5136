// TrainStep: a net that can be trained, seen by the loop: its numbers, one step, its answers.
#pragma once
#include "runtime/images/Outcome.h"
#include <cstddef>
#include <cstdint>
#include <optional>

namespace resnetc {

/// What may change from step to step.
struct StepNumbers {
  double rate = 0;        ///< of this step: schedule, warmup and plateaus are in it
  double momentum = 0;
  bool nesterov = false;
  double weightDecay = 0;
  int64_t step = 0;       ///< steps taken before, over all epochs (Adam's correction)
};

struct StepMetrics {
  double loss = 0;     ///< mean over the step's images
  int64_t correct = 0; ///< images whose class got the largest logit
};

/// Floats that belong to someone else.
struct FloatSpan {
  float *data = nullptr;
  size_t size = 0;
};

/// Deterministic: the same numbers in, the same bits out. One thread calls it.
class TrainStep {
public:
  virtual ~TrainStep() = default;

  virtual int classes() const = 0;
  /// Forward, backward, update. `n` may be smaller than the size the net was compiled for.
  virtual Outcome<StepMetrics> step(const float *images, const int32_t *labels, int n, const StepNumbers &numbers) = 0;
  /// Answers of the net as it is used, with moving averages: n x classes, before the softmax.
  virtual std::optional<Failure> logits(const float *images, int n, float *rows) = 0;
  /// Makes the two below what the steps have made of them, where that is not so all the time: asked for before they
  /// are read. A net whose numbers live elsewhere overrides it.
  virtual std::optional<Failure> fetch() { return std::nullopt; }
  /// All that step changes, moving averages included; a checkpoint is these two.
  virtual FloatSpan parameters() = 0;
  virtual FloatSpan optimizer() = 0;
};

} // namespace resnetc
