// @gradients of whole nets against the measured slope of the loss along a direction for
// each parameter.
#include "tests/unit/passes/RandomSpec.h"
#include "tests/unit/training_ir/Derivative.h"
#include "tests/unit/training_ir/TrainedNet.h"
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

using namespace resnetc;

namespace {
double norm(const Tensor &tensor) { return std::sqrt(weighted(tensor, tensor)); }

/// Of length 1, and not across the gradient, so that the slope is well above the noise.
Tensor directionFor(const Tensor &gradient, Draw &draw) {
  Tensor direction = draw.tensor(gradient.shape);
  const double drawn = norm(direction), steep = norm(gradient) + 1e-300;
  for (size_t i = 0; i < direction.values.size(); ++i)
    direction.values[i] = direction.values[i] / drawn + gradient.values[i] / steep;
  const double length = norm(direction);
  for (double &value : direction.values)
    value /= length;
  return direction;
}

/// The gradients of one net at one place.
class Slopes {
public:
  Slopes(TrainedNet &net, int64_t count) : net(net), state(net.start()), labels(net.labels()) {
    state.hyper.images = count;
    images = withTail(net.images(), count, NAN);
    labels = withTail(labels, count, -1);
    net.run("gradients", images, labels, state);
  }

  /// Parameters whose slope could not be measured because a ReLU or a maximum switches there.
  int check() {
    int kinks = 0;
    for (const auto &[name, gradient] : state.gradients) {
      const Tensor direction = directionFor(gradient, draw);
      const double want = weighted(gradient, direction), step = 3e-6;
      const double measured = slopeAlong(name, direction, step);
      CAPTURE(name, measured, want);
      REQUIRE(std::isfinite(measured));
      if (agree(measured, want))
        continue;
      const bool isKink = !agree(measured, slopeAlong(name, direction, step / 2));
      REQUIRE(isKink);
      ++kinks;
    }
    return kinks;
  }

  size_t checked() const { return state.gradients.size(); }

private:
  /// 1e-6; the noise of a measured slope is about 1e-10.
  static bool agree(double a, double b) {
    return std::abs(a - b) <= 1e-6 * std::max({std::abs(a), std::abs(b), 1e-3});
  }

  double slopeAlong(const std::string &name, const Tensor &direction, double step) {
    return (lossAt(name, direction, step) - lossAt(name, direction, -step)) / (2 * step);
  }

  double lossAt(const std::string &name, const Tensor &direction, double distance) {
    Tensor &parameter = state.parameters[name];
    const Tensor before = parameter;
    for (size_t i = 0; i < parameter.values.size(); ++i)
      parameter.values[i] += distance * direction.values[i];
    const double loss = net.loss(images, labels, state);
    parameter = before;
    return loss;
  }

  TrainedNet &net;
  TrainingState state;
  Tensor images, labels;
  Draw draw{3};
};

size_t trainable(TrainedNet &net) {
  size_t count = 0;
  for (auto parameter : net.net().getOps<resnet::ParameterOp>())
    count += parameter.isTrained();
  return count;
}

void requireSlopes(TrainedNet &net, int64_t count) {
  Slopes slopes(net, count);
  REQUIRE(slopes.checked() == trainable(net));
  REQUIRE(slopes.check() <= 2);
}

std::string small(const std::string &rest) {
  return "name: net\ninput: {height: 9, width: 7, channels: 3}\nstem: {filters: 4, kernel: 3, stride: 1, pool: none}\n"
         "stages:\n  - {blocks: 2, filters: 4}\n  - {blocks: 1}\nhead: {classes: 5}\n" + rest;
}
} // namespace

TEST_CASE("gradients of nets of the whole language are the slopes of their loss", "[net]") {
  const auto index = GENERATE(range(0, 12));
  const std::string text = randomSpec(uint64_t(index) + 100);
  INFO(text);
  TrainedNet net(text, 3);
  requireSlopes(net, index % 2 ? 2 : 3);
}

TEST_CASE("each block, shortcut, bias and norm has its gradients", "[net]") {
  const std::string block = GENERATE("block: basic\n", "block: bottleneck\nexpansion: 1\n");
  const std::string shortcut = GENERATE("A", "B", "C", "none");
  const std::string rest = GENERATE("conv-bias: true\n", "conv-bias: false\n", "batch-norm: none\nconv-bias: true\n");
  INFO(block << shortcut << rest);
  TrainedNet net(small(block + "shortcut: " + shortcut + "\n" + rest), 2);
  requireSlopes(net, 2);
}

TEST_CASE("label smoothing and freezing keep the gradients the slopes of the loss", "[net]") {
  const std::string rest = GENERATE("train: {label-smoothing: 0.1}\n", "train: {freeze-until: conv1}\n",
                                    "train: {freeze-until: stage2}\n", "train: {freeze-until: stage3}\n");
  INFO(rest);
  TrainedNet net(small("block: basic\n" + rest), 3);
  requireSlopes(net, 3);
}

TEST_CASE("a gradient passes through a frozen batch norm between layers that are trained", "[net]") {
  TrainedNet net(small("block: basic\nnames: torchvision\n"), 3, "layer2.0.bn1");
  size_t frozen = 0;
  net.function("gradients").walk([&](resnet::BatchNormFrozenGradientOp) { ++frozen; });
  REQUIRE(frozen == 1);
  requireSlopes(net, 3);
}

TEST_CASE("a convolution's bias before a batch norm has a gradient, which is 0", "[net]") {
  TrainedNet net(small("block: basic\nconv-bias: true\n"), 3);
  TrainingState state = net.start();
  net.run("gradients", net.images(), net.labels(), state);
  REQUIRE(state.gradients.count("conv1/bias") == 1);
  for (const double value : state.gradients.at("conv1/bias").values)
    CHECK(std::abs(value) < 1e-14);
}
