// Softmax with cross-entropy, against its formula in double.
#include "tests/kernels/Training.h"
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

using namespace resnetc;

namespace {
struct Loss {
  double loss = 0, correct = 0;
  std::vector<double> gradient;
};

Loss lossOf(const KernelKey &key, const std::vector<Values> &inputs, int64_t count) {
  const int64_t classes = key.integer("k");
  const double smoothing = key.real("label_smoothing");
  Loss result;
  result.gradient.assign(inputs[0].size(), 0);
  for (int64_t n = 0; n < count; ++n) {
    const float *row = &inputs[0][size_t(n * classes)];
    const int64_t label = int64_t(inputs[1][size_t(n)]), answer = std::max_element(row, row + classes) - row;
    double sum = 0;
    for (int64_t k = 0; k < classes; ++k)
      sum += std::exp(double(row[k]) - row[answer]);
    for (int64_t k = 0; k < classes; ++k) {
      const double target = (k == label ? 1 - smoothing : 0) + smoothing / double(classes);
      const double logProbability = double(row[k]) - row[answer] - std::log(sum);
      result.loss -= target * logProbability / double(count);
      result.gradient[size_t(n * classes + k)] = (std::exp(logProbability) - target) / double(count);
    }
    result.correct += answer == label;
  }
  return result;
}

/// Labels half right, half anything; behind the rows that count, logits are NaN and labels forbidden.
std::vector<Values> makeLoss(const KernelKey &key, int64_t count, float scale) {
  const int64_t n = key.integer("n"), classes = key.integer("k");
  auto inputs = poisonedInputs(key, count);
  for (float &logit : inputs[0])
    logit *= scale;
  inputs[1].resize(size_t(count));
  for (int64_t i = 0; i < count; ++i) {
    const float *row = &inputs[0][size_t(i * classes)];
    inputs[1][size_t(i)] = float(i % 2 ? i * 7 % classes : std::max_element(row, row + classes) - row);
  }
  if (count < n)
    std::fill(inputs[0].begin() + count * classes, inputs[0].end(), NAN);
  return inputs;
}

void requireLoss(CompiledKernel &kernel, const KernelKey &key, const std::vector<Values> &inputs, int64_t count) {
  CAPTURE(key.print(), count);
  const Loss want = lossOf(key, inputs, count);
  const auto got = kernel(inputs);
  requireValues(got[0], want.gradient, 1e-6);
  requireValues(got[1], {want.loss}, 1e-6);
  requireValues(got[2], {want.correct}, 0);
  for (size_t i = size_t(count * key.integer("k")); i < got[0].size(); ++i)
    REQUIRE(got[0][i] == 0);
}

KernelKey lossQuestion(const std::string &fields) { return question("softmax_cross_entropy " + fields); }
} // namespace

TEST_CASE("loss, gradient and right answers are those of the definition", "[kernels][training][on-devices]") {
  std::vector<KernelKey> questions;
  for (const char *shape : {"k=1 n=1", "k=1 n=3", "k=2 n=1", "k=2 n=5", "k=3 n=3", "k=7 n=5", "k=8 n=1", "k=10 n=1",
                            "k=10 n=3", "k=10 n=16", "k=10 n=33", "k=16 n=5", "k=17 n=1", "k=37 n=3", "k=64 n=2",
                            "k=100 n=5", "k=101 n=3", "k=255 n=1", "k=1000 n=3", "k=1001 n=2", "k=5000 n=1"})
    for (const char *smoothing : {"0", "0.1"})
      questions.push_back(lossQuestion(std::string(shape) + " label_smoothing=" + smoothing));
  forEachQuestion(questions, [](const KernelKey &key) {
    const int64_t n = key.integer("n"), count = key.text("machine") == "avx2" ? n : (n + 1) / 2;
    CompiledKernel kernel(key);
    for (const float scale : {1.0f, 20.0f, 6000.0f}) // to +-1e4
      requireLoss(kernel, key, makeLoss(key, count, scale), count);
  });
}

TEST_CASE("labels all the way to one, and all classes alike", "[kernels][training][on-devices]") {
  const std::string smoothing = GENERATE("1", "0.5");
  forEachQuestion({lossQuestion("k=12 n=2 label_smoothing=" + smoothing)}, [](const KernelKey &key) {
    CompiledKernel kernel(key);
    requireLoss(kernel, key, makeLoss(key, 2, 3), 2);
  });
}

TEST_CASE("a row is right only if the first of its largest logits is the label's", "[kernels][training][on-devices]") {
  forEachQuestion({lossQuestion("k=5 n=4")}, [](const KernelKey &key) {
    auto inputs = makeLoss(key, 4, 1);
    inputs[0] = {1, 3, 3, 0, 2, 1, 3, 3, 0, 2, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4};
    inputs[1] = {1, 2, 0, 4};
    REQUIRE(CompiledKernel(key)(inputs)[2][0] == 2);
  });
}

TEST_CASE("a small loss keeps its digits", "[kernels][training][on-devices]") {
  forEachQuestion({lossQuestion("k=3 n=1")}, [](const KernelKey &key) {
    auto inputs = makeLoss(key, 1, 1);
    inputs[0] = {0, 15, -2}, inputs[1] = {1};
    const double want = lossOf(key, inputs, 1).loss; // 3e-7
    REQUIRE(std::abs(CompiledKernel(key)(inputs)[1][0] - want) < 1e-6 * want);
  });
}

TEST_CASE("a loss of NaN or infinite logits is no number, and no such row is right", "[kernels][training][on-devices]") {
  const float bad = GENERATE(NAN, HUGE_VALF);
  const size_t place = GENERATE(0, 1, 2);
  forEachQuestion({lossQuestion("k=3 n=1")}, [&](const KernelKey &key) {
    auto inputs = makeLoss(key, 1, 1);
    inputs[0][place] = bad, inputs[1] = {1};
    const auto got = CompiledKernel(key)(inputs);
    CAPTURE(bad, place, got[1][0]);
    REQUIRE_FALSE(std::isfinite(got[1][0]));
    if (std::isnan(bad))
      REQUIRE(got[2][0] == 0);
  });
}

TEST_CASE("a label that is no class reads nothing outside", "[kernels][training][on-devices]") {
  forEachQuestion({lossQuestion("k=9 n=2")}, [](const KernelKey &key) {
    auto inputs = makeLoss(key, 2, 1);
    inputs[1] = {-5000000, 5000000};
    REQUIRE(CompiledKernel(key)(inputs).size() == 3);
  });
}
