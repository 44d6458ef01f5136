#include "runtime/training/LearningRate.h"
#include <catch2/catch.hpp>

using namespace resnetc;
using Shape = RateSchedule::Shape;

TEST_CASE("Keras's decay divides by 1 + decay * iterations, of which the first step has none", "[training]") {
  RateSchedule schedule;
  schedule.rate = 1e-3;
  schedule.decay = 1e-6;
  CHECK(rateOfStep(schedule, 0, 10) == 1e-3);
  CHECK(rateOfStep(schedule, 1, 10) == 1e-3 / 1.000001);
  CHECK(rateOfStep(schedule, 1000000, 10) == 5e-4);
}

TEST_CASE("steps change the rate after so many epochs", "[training]") {
  RateSchedule schedule;
  schedule.shape = Shape::Step;
  schedule.rate = 0.1;
  schedule.every = 2;
  schedule.factor = 0.5;
  CHECK(rateOfStep(schedule, 0, 10) == 0.1);
  CHECK(rateOfStep(schedule, 19, 10) == 0.1);
  CHECK(rateOfStep(schedule, 20, 10) == 0.05);
  CHECK(rateOfStep(schedule, 40, 10) == 0.025);
}

TEST_CASE("a cosine falls from the rate to its floor, half of the way at half of the time, and stays there",
          "[training]") {
  RateSchedule schedule;
  schedule.shape = Shape::Cosine;
  schedule.rate = 1;
  schedule.floor = 0.2;
  schedule.epochs = 4;
  CHECK(rateOfStep(schedule, 0, 10) == 1);
  CHECK(rateOfStep(schedule, 10, 10) == Approx(0.2 + 0.4 * (1 + 0.70710678118654752)).epsilon(1e-14));
  CHECK(rateOfStep(schedule, 20, 10) == Approx(0.6).epsilon(1e-14));
  CHECK(rateOfStep(schedule, 40, 10) == 0.2);
  CHECK(rateOfStep(schedule, 400, 10) == 0.2);
}

TEST_CASE("warmup rises linearly to what the schedule says", "[training]") {
  RateSchedule schedule;
  schedule.shape = Shape::Constant;
  schedule.rate = 0.8;
  schedule.warmup = 4;
  CHECK(rateOfStep(schedule, 0, 10) == 0.2);
  CHECK(rateOfStep(schedule, 1, 10) == 0.4);
  CHECK(rateOfStep(schedule, 3, 10) == 0.8);
  CHECK(rateOfStep(schedule, 4, 10) == 0.8);
}
