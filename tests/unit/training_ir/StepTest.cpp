// What @train_step, @gradients and @evaluate leave behind and return.
#include "ir/interpreter/BatchStatistics.h"
#include "ir/interpreter/Updates.h"
#include "tests/unit/training_ir/Derivative.h"
#include "tests/unit/training_ir/TrainedNet.h"
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

using namespace resnetc;

namespace {
std::string small(const std::string &train, const std::string &rest = "") {
  return "name: net\nblock: basic\nnames: torchvision\ninput: {height: 8, width: 6, channels: 3}\n"
         "stem: {filters: 4, kernel: 3, stride: 1, pool: {kernel: 3, stride: 2, padding: symmetric}}\n"
         "stages:\n  - {blocks: 1, filters: 4}\n  - {blocks: 1}\nhead: {classes: 5, name: fc}\n" + rest + "train: " +
         train + "\n";
}

/// Largest difference of values by the same names.
double difference(const std::map<std::string, Tensor> &a, const std::map<std::string, Tensor> &b) {
  REQUIRE(a.size() == b.size());
  double worst = 0;
  for (const auto &[name, tensor] : a) {
    CAPTURE(name);
    REQUIRE(b.at(name).shape == tensor.shape);
    for (size_t i = 0; i < tensor.values.size(); ++i) {
      REQUIRE(std::isfinite(tensor.values[i]));
      worst = std::max(worst, std::abs(tensor.values[i] - b.at(name).values[i]));
    }
  }
  return worst;
}

Tensor firstImages(const Tensor &all, int64_t count) {
  Tensor first = all;
  first.shape[0] = count;
  first.values.resize(size_t(all.elements() / all.shape[0] * count));
  return first;
}
} // namespace

TEST_CASE("SGD with momentum, weight decay and Nesterov gives the numbers that a hand gives") {
  Tensor p = {{1}, {10}}, v = {{1}, {4}};
  Hyper hyper;
  hyper.rate = 0.5, hyper.momentum = 0.25, hyper.weightDecay = 0.1;
  updateBySgd(p, v, {{1}, {3}}, hyper); // g = 3 + 1, v = 1 - 2
  CHECK(v.values[0] == -1);
  CHECK(p.values[0] == 9);
  p = {{1}, {10}}, v = {{1}, {4}};
  hyper.nesterov = true;
  updateBySgd(p, v, {{1}, {3}}, hyper);
  CHECK(v.values[0] == -1);
  CHECK(p.values[0] == 10 - 0.25 - 2);
}

TEST_CASE("Adam's and AdamW's second step gives the numbers that a hand gives") {
  Tensor p = {{1}, {10}}, m = {{1}, {2}}, v = {{1}, {4}};
  Hyper hyper;
  hyper.rate = 0.5, hyper.weightDecay = 0.1, hyper.step = 1;
  AdamDetails details{0.5, 0.75, 1, false};
  updateByAdam(p, m, v, {{1}, {3}}, hyper, details, adamCorrection(hyper.step, details)); // g = 4: m = 1 + 2, v = 3 + 4
  CHECK(m.values[0] == 3);
  CHECK(v.values[0] == 7);
  CHECK(p.values[0] == Approx(10 - 0.5 * std::sqrt(1 - 0.75 * 0.75) / (1 - 0.25) * 3 / (std::sqrt(7) + 1)));
  p = {{1}, {10}}, m = {{1}, {2}}, v = {{1}, {4}};
  details.decoupled = true;
  updateByAdam(p, m, v, {{1}, {3}}, hyper, details, adamCorrection(hyper.step, details)); // g = 3, p = 10 - 0.5
  CHECK(m.values[0] == 2.5);
  CHECK(v.values[0] == 5.25);
  CHECK(p.values[0] == Approx(9.5 - 0.5 * std::sqrt(1 - 0.75 * 0.75) / (1 - 0.25) * 2.5 / (std::sqrt(5.25) + 1)));
}

TEST_CASE("a step of n images in a net for more is a step of a net for n", "[step]") {
  const std::string optimizer = GENERATE("sgd", "adam", "adamw");
  const std::string spec = small("{optimizer: {type: " + optimizer + "}}", "batch-norm: {moving-variance: unbiased}\n");
  TrainedNet five(spec, 5), three(spec, 3);
  TrainingState some = five.start(), all = three.start();
  some.hyper.images = 3;
  for (TrainingState *state : {&some, &all})
    state->hyper.momentum = 0.9, state->hyper.nesterov = true, state->hyper.weightDecay = 0.01;
  const Tensor images = five.images(), labels = five.labels();
  for (int64_t step = 0; step < 2; ++step) {
    some.hyper.step = all.hyper.step = step;
    const Outcome got = five.run("train_step", withTail(images, 3, NAN), withTail(labels, 3, -1), some);
    const Outcome want = three.run("train_step", firstImages(images, 3), firstImages(labels, 3), all);
    CHECK(got.loss == Approx(want.loss).epsilon(1e-14));
    CHECK(got.correct == want.correct);
  }
  CHECK(difference(some.parameters, all.parameters) < 1e-13);
  CHECK(difference(some.velocity, all.velocity) < 1e-13);
  CHECK(difference(some.firstMoment, all.firstMoment) < 1e-13);
  CHECK(some.velocity.size() + some.firstMoment.size() > 0);
}

TEST_CASE("gradients changes nothing, and a plain step goes against them by the rate", "[step]") {
  TrainedNet net(small("{}"), 4);
  TrainingState state = net.start();
  const TrainingState before = state;
  const Outcome loss = net.run("gradients", net.images(), net.labels(), state);
  CHECK(difference(state.parameters, before.parameters) == 0);
  CHECK(net.run("train_step", net.images(), net.labels(), state).loss == loss.loss);
  for (const auto &[name, gradient] : state.gradients)
    for (size_t i = 0; i < gradient.values.size(); ++i)
      REQUIRE(state.parameters.at(name).values[i] ==
              Approx(before.parameters.at(name).values[i] - 0.1 * gradient.values[i]).margin(1e-15));
}

TEST_CASE("moving averages follow the batch by the spec's momentum, with the variance that the spec says", "[step]") {
  const bool isUnbiased = GENERATE(false, true);
  TrainedNet net(small("{}", std::string("batch-norm: {momentum: 0.75, moving-variance: ") +
                                 (isUnbiased ? "unbiased" : "biased") + "}\n"), 2);
  TrainingState state = net.start();
  const TrainingState before = state;
  std::map<std::string, Tensor> shown;
  auto results = interpretTraining(net.function("train_step"), net.images(), net.labels(), state,
                                   [&](llvm::StringRef name, const Tensor &value) { shown[name.str()] = value; });
  REQUIRE(bool(results));
  const Statistics batch = statisticsOf(shown.at("conv1"), 2);
  for (size_t c = 0; c < 4; ++c) {
    CHECK(shown.at("bn1_mean").values[c] == Approx(batch.mean.values[c]));
    CHECK(state.parameters.at("bn1/moving_mean").values[c] ==
          Approx(0.75 * before.parameters.at("bn1/moving_mean").values[c] + 0.25 * batch.mean.values[c]));
    const double variance = batch.variance.values[c] * (isUnbiased ? 96.0 / 95 : 1); // 2 x 8 x 6 values
    CHECK(state.parameters.at("bn1/moving_variance").values[c] ==
          Approx(0.75 * before.parameters.at("bn1/moving_variance").values[c] + 0.25 * variance));
  }
}

TEST_CASE("a variance over a single value has no unbiased form and counts as it is") {
  CHECK(unbiased({{1}, {3}}, 1).values[0] == 3);
  CHECK(unbiased({{1}, {3}}, 4).values[0] == 4);
}

TEST_CASE("what is frozen stays to the bit, moving averages too, and all else moves", "[step]") {
  TrainedNet net(small("{freeze-until: stage2}"), 4);
  TrainingState state = net.start();
  const ParameterValues before = state.parameters;
  net.run("train_step", net.images(), net.labels(), state);
  for (const auto &[name, tensor] : state.parameters) {
    const llvm::StringRef layer = name;
    const bool isFrozen = layer.starts_with("conv1") || layer.starts_with("bn1") || layer.starts_with("layer1.");
    CAPTURE(name);
    if (name == "layer2.0.conv1/bias" || name == "layer2.0.conv2/bias" || name == "layer2.0.downsample.0/bias")
      continue; // 0 but for rounding: a batch norm follows
    CHECK((tensor.values == before.at(name).values) == isFrozen);
  }
  net.run("gradients", net.images(), net.labels(), state);
  CHECK(state.gradients.count("layer1.0.conv2/kernel") == 0);
  CHECK(state.gradients.count("layer2.0.conv1/kernel") == 1);
}

TEST_CASE("evaluate is the log loss of what the net answers with its moving averages", "[step]") {
  TrainedNet net(small("{}"), 3);
  TrainingState state = net.start();
  const Tensor images = net.images(), labels = net.labels();
  const ParameterValues before = state.parameters;
  const Outcome got = net.run("evaluate", images, labels, state);
  CHECK(difference(state.parameters, before) == 0);
  double loss = 0;
  PackedValues none;
  for (int64_t i = 0; i < 3; ++i) {
    Tensor one = firstImages(images, 1);
    std::copy_n(images.values.begin() + i * one.elements(), one.elements(), one.values.begin());
    auto probabilities = interpret(net.function("forward"), {one}, state.parameters, none);
    REQUIRE(bool(probabilities));
    loss -= std::log((*probabilities)[0].values[size_t(labels.values[size_t(i)])]) / 3;
  }
  CHECK(got.loss == Approx(loss).epsilon(1e-12));
}

TEST_CASE("a net learns a handful of images by heart", "[step]") {
  const std::string optimizer = GENERATE("sgd", "adam");
  TrainedNet net(small("{optimizer: {type: " + optimizer + "}}"), 8);
  TrainingState state = net.start();
  state.hyper.rate = optimizer == "sgd" ? 0.2 : 0.02, state.hyper.momentum = 0.9;
  Outcome outcome;
  for (state.hyper.step = 0; state.hyper.step < 150; ++state.hyper.step)
    outcome = net.run("train_step", net.images(), net.labels(), state);
  CHECK(outcome.loss < 0.01);
  CHECK(outcome.correct == 8);
}

TEST_CASE("a step that cannot be is refused", "[step]") {
  TrainedNet net(small("{}"), 2);
  const auto message = [&](int64_t n, double label) {
    TrainingState state = net.start();
    state.hyper.images = n;
    auto results = interpretTraining(net.function("train_step"), net.images(), filled({2}, label), state);
    return results ? "" : llvm::toString(results.takeError());
  };
  CHECK(message(2, 4).empty());
  CHECK_THAT(message(0, 0), Catch::Contains("1 to N images"));
  CHECK_THAT(message(3, 0), Catch::Contains("1 to N images"));
  CHECK_THAT(message(2, 5), Catch::Contains("label 5"));
  CHECK_THAT(message(2, -1), Catch::Contains("label -1"));
}
