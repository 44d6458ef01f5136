// LearningRate: how large a step is, as a function of how many were taken.
#pragma once
#include <cstdint>

namespace resnetc {

struct RateSchedule {
  enum class Shape {
    KerasDecay, ///< rate / (1 + decay * step)
    Constant,
    Step,  ///< times `factor` after every `every` epochs
    Cosine ///< from rate to floor along half a cosine in `epochs` epochs, then floor
  };
  Shape shape = Shape::KerasDecay;
  double rate = 1e-3;
  double decay = 0;
  int64_t every = 1;
  double factor = 0.1;
  int64_t epochs = 1;
  double floor = 0;
  int64_t warmup = 0; ///< in so many first steps the rate rises linearly to what it would be: 1/warmup, 2/warmup …
};

/// The rate of a step, counted from 0 (Keras's `iterations`).
double rateOfStep(const RateSchedule &schedule, int64_t step, int64_t stepsPerEpoch);

} // namespace resnetc
