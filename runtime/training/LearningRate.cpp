// LearningRate: see LearningRate.h.
#include "runtime/training/LearningRate.h"
#include <algorithm>
#include <cmath>

namespace resnetc {
namespace {

double shapedRate(const RateSchedule &schedule, int64_t step, int64_t stepsPerEpoch) {
  switch (schedule.shape) {
  case RateSchedule::Shape::KerasDecay:
    return schedule.rate / (1 + schedule.decay * double(step));
  case RateSchedule::Shape::Constant:
    return schedule.rate;
  case RateSchedule::Shape::Step:
    return schedule.rate * std::pow(schedule.factor, double(step / stepsPerEpoch / schedule.every));
  case RateSchedule::Shape::Cosine: {
    const double pi = 3.14159265358979323846;
    double done = std::min(1.0, double(step) / (double(schedule.epochs) * double(stepsPerEpoch)));
    return schedule.floor + (schedule.rate - schedule.floor) * 0.5 * (1 + std::cos(pi * done));
  }
  }
  return schedule.rate;
}

} // namespace

double rateOfStep(const RateSchedule &schedule, int64_t step, int64_t stepsPerEpoch) {
  double rate = shapedRate(schedule, step, stepsPerEpoch);
  return step < schedule.warmup ? rate * double(step + 1) / double(schedule.warmup) : rate;
}

} // namespace resnetc
