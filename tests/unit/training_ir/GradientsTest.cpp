// Every gradient against measured slopes of its layer, on ragged shapes. What lies in
// images that do not count is NaN, so a sum that reads them fails.
#include "ir/interpreter/Gradients.h"
#include "ir/interpreter/BatchStatistics.h"
#include "ir/interpreter/Convolution.h"
#include "ir/interpreter/Loss.h"
#include "ir/interpreter/Maps.h"
#include "ir/interpreter/Pooling.h"
#include "ir/interpreter/Window.h"
#include "tests/unit/training_ir/Derivative.h"
#include <catch2/catch.hpp>
#include <cmath>

using namespace resnetc;

namespace {
constexpr int shapes = 24;

/// A window on a map, both of any size, with its own padding on each side.
struct Windowed {
  int64_t n, count, h, w, c, k, window, stride;
  Padding pad;

  explicit Windowed(Draw &draw, bool square = false) {
    window = 2 * draw.between(0, 3) + 1;
    stride = draw.between(1, 3);
    const int64_t most = square ? 0 : window / 2;
    pad = {draw.between(0, most), draw.between(0, most), draw.between(0, most), draw.between(0, most)};
    h = draw.between(window, window + 6);
    w = draw.between(window, window + 6);
    c = draw.between(1, 5);
    k = draw.between(1, 6);
    n = draw.between(1, 3);
    count = draw.between(1, n);
  }
  std::vector<int64_t> input() const { return {n, h, w, c}; }
  std::vector<int64_t> filter() const { return {window, window, c, k}; }
  std::vector<int64_t> output(int64_t channels) const {
    return {n, countWindows(h, pad.top, pad.bottom, window, stride),
            countWindows(w, pad.left, pad.right, window, stride), channels};
  }
  Tensor convolve(const Tensor &x, const Tensor &filter) const { return conv2d(x, filter, {stride, pad}); }
};
} // namespace

TEST_CASE("conv2d_input_gradient is the slope of conv2d by its input") {
  Draw draw(GENERATE(range(0, shapes)));
  const Windowed s(draw);
  const Tensor x = draw.tensor(s.input()), filter = draw.tensor(s.filter()), dy = draw.tensor(s.output(s.k));
  requireGradient(conv2dInputGradient(dy, filter, s.stride, s.pad, x.shape),
                  [&](const Tensor &moved) { return s.convolve(moved, filter); }, x, dy);
}

TEST_CASE("conv2d_filter_gradient is the slope of conv2d by its filter, over the images that count") {
  Draw draw(GENERATE(range(0, shapes)));
  const Windowed s(draw);
  const Tensor x = draw.tensor(s.input()), filter = draw.tensor(s.filter()), dy = draw.tensor(s.output(s.k));
  requireGradient(conv2dFilterGradient(withTail(x, s.count, NAN), withTail(dy, s.count, NAN), s.stride, s.pad,
                                       filter.shape, s.count),
                  [&](const Tensor &moved) { return s.convolve(x, moved); }, filter, withTail(dy, s.count, 0));
}

TEST_CASE("bias_gradient is the slope of a convolution and of a dense layer by the bias, over the images that count") {
  Draw draw(GENERATE(range(0, shapes)));
  const Windowed s(draw);
  const bool isDense = draw.between(0, 1);
  const Tensor x = draw.tensor(isDense ? std::vector<int64_t>{s.n, s.c} : s.input());
  const Tensor kernel = draw.tensor(isDense ? std::vector<int64_t>{s.c, s.k} : s.filter());
  const Tensor dy = draw.tensor(isDense ? std::vector<int64_t>{s.n, s.k} : s.output(s.k)), bias = draw.tensor({s.k});
  requireGradient(biasGradient(withTail(dy, s.count, NAN), s.count),
                  [&](const Tensor &moved) {
                    return isDense ? dense(x, kernel, moved) : conv2d(x, kernel, {s.stride, s.pad, &moved});
                  },
                  bias, withTail(dy, s.count, 0));
}

TEST_CASE("dense_input_gradient and dense_filter_gradient are the slopes of dense") {
  Draw draw(GENERATE(range(0, shapes)));
  const int64_t n = draw.between(1, 5), count = draw.between(1, n), c = draw.between(1, 9), k = draw.between(1, 9);
  const Tensor x = draw.tensor({n, c}), kernel = draw.tensor({c, k}), dy = draw.tensor({n, k}), zero = filled({k});
  requireGradient(denseInputGradient(dy, kernel), [&](const Tensor &moved) { return dense(moved, kernel, zero); }, x,
                  dy);
  requireGradient(denseFilterGradient(withTail(x, count, NAN), withTail(dy, count, NAN), count),
                  [&](const Tensor &moved) { return dense(x, moved, zero); }, kernel, withTail(dy, count, 0));
}

TEST_CASE("relu_gradient is the slope of relu, and 0 where the output is 0") {
  Draw draw(GENERATE(range(0, shapes)));
  const Windowed s(draw);
  const Tensor x = draw.spread(s.input()), dy = draw.tensor(s.input());
  requireGradient(reluGradient(dy, relu(x)), [](const Tensor &moved) { return relu(moved); }, x, dy);
  CHECK(reluGradient({{2}, {5, 5}}, {{2}, {0, 1e-300}}).values == std::vector<double>{0, 5});
}

TEST_CASE("max_pool_gradient is the slope of max_pool") {
  Draw draw(GENERATE(range(0, shapes)));
  const Windowed s(draw);
  const Tensor x = draw.spread(s.input()), dy = draw.tensor(s.output(s.c));
  requireGradient(maxPoolGradient(dy, x, s.window, s.stride, s.pad),
                  [&](const Tensor &moved) { return maxPool(moved, s.window, s.stride, s.pad); }, x, dy);
}

TEST_CASE("max_pool_gradient goes to the first of equal values, row by row, and adds where windows overlap") {
  const Tensor zeros = filled({1, 3, 3, 1});
  CHECK(maxPoolGradient({{1, 2, 2, 1}, {1, 10, 100, 1000}}, zeros, 2, 1, {}).values ==
        std::vector<double>{1, 10, 0, 100, 1000, 0, 0, 0, 0});
  const Tensor peak = {{1, 3, 3, 1}, {0, 0, 0, 0, 1, 0, 0, 0, 0}};
  CHECK(maxPoolGradient({{1, 2, 2, 1}, {1, 10, 100, 1000}}, peak, 2, 1, {}).values[4] == 1111);
}

TEST_CASE("global_avg_pool_gradient is the slope of global_avg_pool") {
  Draw draw(GENERATE(range(0, shapes)));
  const Windowed s(draw);
  const Tensor x = draw.tensor(s.input()), dy = draw.tensor({s.n, s.c});
  requireGradient(globalAvgPoolGradient(dy, x.shape), [](const Tensor &moved) { return globalAvgPool(moved); }, x, dy);
}

TEST_CASE("pad_channels_gradient is the slope of pad_channels") {
  Draw draw(GENERATE(range(0, shapes)));
  const Windowed s(draw, true);
  const int64_t channels = s.c + 2 * draw.between(0, 3);
  const Tensor x = draw.tensor(s.input());
  const Tensor dy = draw.tensor({s.n, (s.h - 1) / s.stride + 1, (s.w - 1) / s.stride + 1, channels});
  requireGradient(padChannelsGradient(dy, s.stride, x.shape),
                  [&](const Tensor &moved) { return padChannels(moved, s.stride, channels); }, x, dy);
}

TEST_CASE("batch_norm_gradient is the slope of batch_norm_train by x, gamma and beta, over the images that count") {
  Draw draw(GENERATE(range(0, shapes)));
  const Windowed s(draw);
  const Tensor x = draw.tensor(s.input()), dy = draw.tensor(s.input()), counting = withTail(dy, s.count, 0);
  Norm norm{draw.tensor({s.c}, 0.5, 1.5), draw.tensor({s.c}), {}, {}, 1e-3};
  const auto train = [&](const Tensor &at, Norm with) {
    const Statistics batch = statisticsOf(at, s.count);
    with.mean = batch.mean, with.variance = batch.variance;
    return batchNorm(at, with);
  };
  const Statistics batch = statisticsOf(withTail(x, s.count, NAN), s.count);
  norm.mean = batch.mean, norm.variance = batch.variance;
  const Tensor unknownDy = withTail(dy, s.count, NAN), unknownX = withTail(x, s.count, NAN);
  const NormSums sums = normSums(unknownDy, unknownX, norm, s.count);
  requireGradient(normInputGradient(unknownDy, unknownX, norm, sums, s.count),
                  [&](const Tensor &moved) { return train(moved, norm); }, x, counting);
  requireGradient(sums.dgamma, [&](const Tensor &moved) {
    Norm with = norm;
    with.gamma = moved;
    return train(x, with);
  }, norm.gamma, counting);
  requireGradient(sums.dbeta, [&](const Tensor &moved) {
    Norm with = norm;
    with.beta = moved;
    return train(x, with);
  }, norm.beta, counting);
}

TEST_CASE("batch_norm_frozen_gradient is the slope of batch_norm with moving averages") {
  Draw draw(GENERATE(range(0, shapes)));
  const Windowed s(draw);
  const Tensor x = draw.tensor(s.input()), dy = draw.tensor(s.input());
  const Norm norm{draw.tensor({s.c}), draw.tensor({s.c}), draw.tensor({s.c}), draw.tensor({s.c}, 0.5, 1.5), 1e-3};
  requireGradient(frozenNormGradient(dy, norm), [&](const Tensor &moved) { return batchNorm(moved, norm); }, x, dy);
}

TEST_CASE("softmax_cross_entropy's gradient is the slope of its loss, with and without label smoothing") {
  Draw draw(GENERATE(range(0, shapes)));
  const int64_t n = draw.between(1, 6), count = draw.between(1, n), k = draw.between(2, 12);
  const double smoothing = draw.between(0, 1) ? draw.real(0, 0.5) : 0;
  const Tensor logits = draw.tensor({n, k}, -4, 4);
  Tensor labels = filled({n}, -7); // those that do not count may be anything
  for (int64_t i = 0; i < count; ++i)
    labels.values[size_t(i)] = double(draw.between(0, k - 1));
  const auto result = softmaxCrossEntropy(withTail(logits, count, NAN), labels, smoothing, count);
  for (size_t i = size_t(count * k); i < result.gradient.values.size(); ++i)
    REQUIRE(result.gradient.values[i] == 0);
  requireGradient(withTail(result.gradient, count, 0), [&](const Tensor &moved) {
    return Tensor{{1}, {softmaxCrossEntropy(moved, labels, smoothing, count).loss}};
  }, logits, {{1}, {1}});
}

TEST_CASE("softmax_cross_entropy is -log of the label's probability, and does not overflow") {
  const auto result = softmaxCrossEntropy({{2, 2}, {0, std::log(3), 2000, 0}}, {{2}, {0, 0}}, 0, 2);
  CHECK(result.loss == Approx(std::log(4) / 2));
  const double want[] = {-0.375, 0.375, 0, 0};
  for (size_t i = 0; i < 4; ++i)
    CHECK(result.gradient.values[i] == Approx(want[i]).margin(1e-15));
  CHECK(softmaxCrossEntropy({{1, 2}, {0, std::log(3)}}, {{1}, {1}}, 0.5, 1).loss ==
        Approx(-0.75 * std::log(0.75) - 0.25 * std::log(0.25)));
}

TEST_CASE("a row is right when its first largest logit is the label's; one with NaN never is") {
  const auto correct = [](std::vector<double> row, double label) {
    return softmaxCrossEntropy({{1, 3}, row}, {{1}, {label}}, 0, 1).correct;
  };
  CHECK(correct({1, 2, 2}, 1) == 1);
  CHECK(correct({1, 2, 2}, 2) == 0);
  CHECK(correct({1, 2, 3}, 2) == 1);
  CHECK(correct({NAN, 2, 3}, 2) == 0);
  CHECK(correct({1, 2, NAN}, 2) == 0);
}
