// Updates in place: parameters by SGD and Adam, and moving statistics.
#include "tests/kernels/Training.h"
#include <catch2/catch.hpp>
#include <cmath>

using namespace resnetc;

namespace {
const std::vector<int64_t> &counts() {
  static const std::vector<int64_t> list = {1,  2,  3,   5,   7,   8,   9,   15,  16,   17,   31,  33,
                                            63, 64, 65,  100, 127, 128, 129, 255, 1000, 1729, 4097};
  return list;
}

/// The variants in turn; the inputs with the step's numbers.
void forEachUpdate(const std::vector<std::string> &variants,
                   const std::function<void(const KernelKey &, std::vector<Values> &)> &check) {
  std::vector<KernelKey> questions;
  for (const int64_t count : counts()) {
    const std::string &variant = variants[questions.size() / 2 % variants.size()];
    questions.push_back(question(variant + " count=" + std::to_string(count)));
  }
  forEachQuestion(questions, [&](const KernelKey &key) {
    auto inputs = poisonedInputs(key, 3);
    check(key, inputs);
  });
}

void requireMoved(CompiledKernel &kernel, const KernelKey &key, int64_t images) {
  CAPTURE(key.print(), images);
  const auto inputs = poisonedInputs(key, images);
  const double values = double(images * key.integer("pixels")), unbiased = values > 1 ? values / (values - 1) : 1;
  std::vector<double> mean, variance;
  for (size_t i = 0; i < inputs[0].size(); ++i) {
    mean.push_back(0.9 * inputs[3][i] + 0.1 * inputs[0][i]);
    variance.push_back(0.9 * inputs[4][i] + 0.1 * inputs[1][i] * unbiased);
  }
  const auto got = kernel(inputs);
  requireValues(got[0], mean, 1e-7);
  requireValues(got[1], variance, 1e-7);
}
} // namespace

TEST_CASE("SGD moves parameter and velocity at once", "[kernels][training][on-devices]") {
  forEachUpdate({"sgd_update"}, [&](const KernelKey &key, std::vector<Values> &inputs) {
    const bool nesterov = key.integer("count") % 3 == 0;
    inputs[1][hyperNesterov] = nesterov;
    const double rate = inputs[1][hyperRate], momentum = inputs[1][hyperMomentum], decay = inputs[1][hyperWeightDecay];
    std::vector<double> parameter, velocity;
    for (size_t i = 0; i < inputs[0].size(); ++i) {
      const double p = inputs[2][i], pull = rate * (inputs[0][i] + decay * p), v = momentum * inputs[3][i] - pull;
      velocity.push_back(v);
      parameter.push_back(p + (nesterov ? momentum * v - pull : v));
    }
    const auto got = CompiledKernel(key)(inputs);
    requireValues(got[0], parameter, 3e-7);
    requireValues(got[1], velocity, 3e-7);
  });
}

TEST_CASE("Adam moves parameter and both moments at once", "[kernels][training][on-devices]") {
  const std::vector<std::string> variants = {"adam_update epsilon=1e-07", "adam_update adamw=1 epsilon=1e-07",
                                             "adam_update adamw=1 beta1=0.5 beta2=0.9 epsilon=0.01"};
  forEachUpdate(variants, [](const KernelKey &key, std::vector<Values> &inputs) {
    const double rate = inputs[1][hyperRate], decay = inputs[1][hyperWeightDecay];
    const double step = rate * inputs[1][hyperAdamCorrection], beta1 = key.real("beta1"), beta2 = key.real("beta2");
    const bool decoupled = key.flag("adamw");
    std::vector<double> parameter, first, second;
    for (size_t i = 0; i < inputs[0].size(); ++i) {
      const double p = inputs[2][i], g = inputs[0][i] + (decoupled ? 0 : decay * p);
      first.push_back(beta1 * inputs[3][i] + (1 - beta1) * g);
      second.push_back(beta2 * inputs[4][i] + (1 - beta2) * g * g);
      parameter.push_back(p - (decoupled ? rate * decay * p : 0) -
                          step * first.back() / (std::sqrt(second.back()) + key.real("epsilon")));
    }
    const auto got = CompiledKernel(key)(inputs);
    requireValues(got[0], parameter, 3e-7);
    requireValues(got[1], first, 3e-7);
    requireValues(got[2], second, 3e-7);
  });
}

TEST_CASE("moving statistics follow those of the batch", "[kernels][training][on-devices]") {
  std::vector<KernelKey> questions;
  for (const int64_t c : {1, 2, 3, 7, 8, 15, 16, 17, 31, 33, 63, 64, 65, 96, 100, 128, 130, 256, 512, 1000, 2048}) {
    const int64_t pixels = std::vector<int64_t>{49, 0, 1}[questions.size() % 3];
    questions.push_back(
        question("update_moving momentum=0.9 c=" + std::to_string(c) + " pixels=" + std::to_string(pixels)));
  }
  forEachQuestion(questions, [](const KernelKey &key) {
    CompiledKernel kernel(key);
    for (const int64_t images : {1, 3})
      requireMoved(kernel, key, images);
  });
}
