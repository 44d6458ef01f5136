#include "runtime/fitting/LibraryStep.h"
#include "tests/unit/fitting/FittingFolder.h"
#include "tests/unit/net/Capture.h"
#include <catch2/catch.hpp>
#include <cmath>

using namespace resnetc;
using Catch::Contains;

namespace {

std::unique_ptr<LibraryStep> open(const FittingFolder &folder, int threads = 1, uint64_t seed = 0) {
  auto net = LibraryStep::open(folder.path(), seed, threads);
  REQUIRE(net);
  return std::move(*net);
}

StepNumbers numbersOf(double rate, int64_t step) {
  StepNumbers numbers;
  numbers.rate = rate;
  numbers.momentum = 0.9;
  numbers.step = step;
  return numbers;
}

std::vector<float> copyOf(FloatSpan span) { return {span.data, span.data + span.size}; }

} // namespace

TEST_CASE("a library's steps learn, and its answers are those of the parameters as they are now", "[fitting]") {
  FittingFolder folder(false);
  auto net = open(folder);
  std::vector<float> images = brightImages(5), rows(7 * 4), late = brightImages(7);
  std::vector<int32_t> labels = brightLabels(5);
  REQUIRE(!net->logits(late.data(), 7, rows.data())); // more than max_batch
  std::vector<float> before = rows;
  StepMetrics first, last;
  for (int step = 0; step < 60; ++step) {
    auto metrics = net->step(images.data(), labels.data(), 5, numbersOf(0.5, step));
    REQUIRE(metrics);
    (step ? last : first) = *metrics;
  }
  CHECK(last.loss < first.loss / 4);
  CHECK(last.correct == 5);
  REQUIRE(!net->logits(late.data(), 7, rows.data()));
  CHECK(rows != before);
  std::vector<int32_t> right = brightLabels(7);
  for (size_t i = 0; i < 7; ++i)
    CHECK(std::max_element(&rows[i * 4], &rows[i * 4] + 4) - &rows[i * 4] == right[i]);
}

TEST_CASE("a step gets rate, momentum, Nesterov and weight decay, and the last batch is smaller", "[fitting]") {
  FittingFolder folder;
  auto net = open(folder);
  std::vector<float> images(72, 0.0f); // of zeros: only the bias has a gradient, softmax - one-hot
  int32_t label = 3;
  StepNumbers numbers = numbersOf(0.5, 7);
  numbers.nesterov = true;
  numbers.weightDecay = 0.25;
  auto metrics = net->step(images.data(), &label, 1, numbers);
  REQUIRE(metrics);
  double rest = 1 / (3 + std::exp(0.5));
  CHECK(metrics->loss == Approx(-std::log(std::exp(0.5) * rest)));
  CHECK(metrics->correct == 1);
  double slope = rest, velocity = -0.5 * slope; // of bias 0, which was 0
  CHECK(net->optimizer().data[12] == Approx(velocity));
  CHECK(net->parameters().data[12] == Approx(0.9 * velocity - 0.5 * slope));
  CHECK(net->optimizer().data[0] == Approx(-0.5 * 0.25)); // weight 1: nothing but its decay
}

TEST_CASE("the parameters begin as the weights file says, else as the seed, and the optimizer with zeros", "[fitting]") {
  FittingFolder withWeights, without(false);
  CHECK(copyOf(open(withWeights)->parameters()) == std::vector<float>(fakeParameters.begin(), fakeParameters.end()));
  CHECK(copyOf(open(without, 1, 3)->parameters())[1] == 1 + 3);
  CHECK(copyOf(open(without)->optimizer()) == std::vector<float>(16, 0.0f));
}

TEST_CASE("the bits of training are the same for any number of threads", "[fitting]") {
  FittingFolder folder;
  std::vector<float> images = brightImages(5);
  std::vector<int32_t> labels = brightLabels(5);
  auto train = [&](int threads) {
    auto net = open(folder, threads);
    for (int step = 0; step < 10; ++step)
      REQUIRE(net->step(images.data(), labels.data(), 5, numbersOf(0.1, step)));
    return copyOf(net->parameters());
  };
  CHECK(train(1) == train(3));
}

TEST_CASE("a loss that is no number is told as one, other statuses are failures", "[fitting]") {
  FittingFolder folder;
  auto net = open(folder);
  std::vector<float> images = brightImages(1);
  int32_t label = 0;
  {
    SetVariable status("FAKE_TRAIN_STATUS", "11");
    auto metrics = net->step(images.data(), &label, 1, numbersOf(0.1, 0));
    REQUIRE(metrics);
    CHECK(std::isnan(metrics->loss));
    CHECK(metrics->correct == 0);
  }
  label = 4;
  auto refused = net->step(images.data(), &label, 1, numbersOf(0.1, 0));
  REQUIRE(!refused);
  CHECK(refused.failure().blame == Blame::User);
  CHECK_THAT(refused.failure().message, Contains("a step of training"));
}

TEST_CASE("a library without training is refused with the way out", "[fitting]") {
  FittingFolder folder;
  SetVariable inference("FAKE_INFERENCE", "1");
  auto net = LibraryStep::open(folder.path(), 0, 1);
  REQUIRE(!net);
  CHECK(net.failure().blame == Blame::User);
  CHECK_THAT(net.failure().message, Contains("--train N"));
}
