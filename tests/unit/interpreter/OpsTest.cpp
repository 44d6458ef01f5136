// Each op on tensors small enough to compute by hand.
#include "ir/interpreter/Convolution.h"
#include "ir/interpreter/Elementwise.h"
#include "ir/interpreter/Maps.h"
#include "ir/interpreter/Parts.h"
#include "ir/interpreter/Pooling.h"
#include "tests/unit/interpreter/ParsedNet.h"
#include <cmath>

using namespace resnetc;

namespace {
const Tensor oneToNine = {{1, 3, 3, 1}, {1, 2, 3, 4, 5, 6, 7, 8, 9}};
const Tensor ones3x3 = filled({3, 3, 1, 1}, 1);

Tensor convolved(const Tensor &input, const Tensor &filter, int64_t stride, Padding pad) {
  ConvolutionDetails details;
  details.stride = stride;
  details.pad = pad;
  return conv2d(input, filter, details);
}
} // namespace

TEST_CASE("conv2d sums what lies under the window, and zeros beyond the edge") {
  requireClose(convolved(oneToNine, ones3x3, 1, {}), {{1, 1, 1, 1}, {45}});
  requireClose(convolved(oneToNine, ones3x3, 1, Padding::symmetric(1)),
               {{1, 3, 3, 1}, {12, 21, 16, 27, 45, 33, 24, 39, 28}});
}

TEST_CASE("conv2d moves by its stride and counts padding on each side by itself") {
  requireClose(convolved(oneToNine, ones3x3, 2, Padding::symmetric(1)), {{1, 2, 2, 1}, {12, 16, 24, 28}});
  requireClose(convolved(oneToNine, ones3x3, 2, {0, 0, 1, 1}), {{1, 1, 1, 1}, {45}});
  requireClose(convolved(oneToNine, ones3x3, 1, {0, 2, 0, 0}), {{1, 1, 3, 1}, {12, 27, 45}});
}

TEST_CASE("conv2d does not flip its filter") {
  const Tensor filter = {{2, 2, 1, 1}, {1, 10, 100, 1000}};
  requireClose(convolved(oneToNine, filter, 1, {}), {{1, 2, 2, 1}, {5421, 6532, 8754, 9865}});
}

TEST_CASE("conv2d takes its filter as rows, columns, input channels, output channels") {
  const Tensor input = {{1, 1, 2, 2}, {1, 2, 3, 4}};
  const Tensor filter = {{1, 1, 2, 3}, {1, 2, 3, 10, 20, 30}};
  requireClose(convolved(input, filter, 1, {}), {{1, 1, 2, 3}, {21, 42, 63, 43, 86, 129}});
}

TEST_CASE("conv2d adds the shift and the residual before its relu") {
  const Tensor input = {{2, 1, 1, 1}, {1, -4}}, filter = {{1, 1, 1, 2}, {1, 2}}, shift = {{2}, {0.5, -0.5}};
  const Tensor residual = {{2, 1, 1, 2}, {-3, 1, 5, 5}};
  ConvolutionDetails details;
  details.shift = &shift;
  details.residual = &residual;
  requireClose(conv2d(input, filter, details), {{2, 1, 1, 2}, {-1.5, 2.5, 1.5, -3.5}});
  details.relu = true;
  requireClose(conv2d(input, filter, details), {{2, 1, 1, 2}, {0, 2.5, 1.5, 0}});
}

TEST_CASE("dense multiplies rows by its kernel and adds the shift") {
  const Tensor rows = {{2, 2}, {1, 2, 3, 4}}, kernel = {{2, 3}, {1, 2, 3, 10, 20, 30}}, shift = {{3}, {0.5, 0, -1}};
  requireClose(dense(rows, kernel, shift), {{2, 3}, {21.5, 42, 62, 43.5, 86, 128}});
}

TEST_CASE("max_pool does not count its padding") {
  const Tensor negative = {{1, 2, 2, 1}, {-4, -3, -2, -1}};
  requireClose(maxPool(negative, 3, 2, Padding::symmetric(1)), {{1, 1, 1, 1}, {-1}});
  requireClose(maxPool(negative, 2, 1, Padding::symmetric(1)),
               {{1, 3, 3, 1}, {-4, -3, -3, -2, -1, -1, -2, -1, -1}});
  requireClose(maxPool(oneToNine, 2, 1, {}), {{1, 2, 2, 1}, {5, 6, 8, 9}});
}

TEST_CASE("NaN goes through relu and max_pool") {
  const Tensor map = {{1, 1, 2, 1}, {NAN, 3}};
  CHECK(std::isnan(relu(map).values[0]));
  CHECK(std::isnan(maxPool(map, 2, 2, {0, 0, 1, 0}).values[0]));
  CHECK(std::isnan(softmax({{1, 2}, {3, NAN}}).values[0]));
}

TEST_CASE("global_avg_pool is the mean of each channel") {
  requireClose(globalAvgPool({{2, 1, 2, 2}, {1, 10, 3, 30, 5, 50, 6, 60}}), {{2, 2}, {2, 20, 5.5, 55}});
}

TEST_CASE("batch_norm, relu and add go by element") {
  const Norm norm = {{{2}, {2, 1}}, {{2}, {0.5, 0}}, {{2}, {1, -1}}, {{2}, {3, 0.25}}, 1};
  requireClose(batchNorm({{1, 1, 2, 2}, {3, 0, 1, -2}}, norm),
               {{1, 1, 2, 2}, {2.5, 1 / std::sqrt(1.25), 0.5, -1 / std::sqrt(1.25)}});
  requireClose(relu({{3}, {-1, 0, 2}}), {{3}, {0, 0, 2}});
  requireClose(add({{2}, {1, 2}}, {{2}, {10, 20}}), {{2}, {11, 22}});
}

TEST_CASE("softmax goes by row and survives large logits") {
  const double e = std::exp(1.0);
  requireClose(softmax({{2, 2}, {1000, 999, 7, 7}}), {{2, 2}, {e / (1 + e), 1 / (1 + e), 0.5, 0.5}});
}

TEST_CASE("pad_channels takes every stride-th pixel and adds zeros on both sides") {
  requireClose(padChannels(oneToNine, 2, 3), {{1, 2, 2, 3}, {0, 1, 0, 0, 3, 0, 0, 7, 0, 0, 9, 0}});
  requireClose(padChannels(oneToNine, 1, 1), oneToNine);
}

TEST_CASE("layouts change the order of values and back") {
  const Tensor planes = {{1, 2, 1, 3}, {1, 2, 3, 10, 20, 30}};
  requireClose(nchwToNhwc(planes), {{1, 1, 3, 2}, {1, 10, 2, 20, 3, 30}});
  requireClose(nhwcToNchw(nchwToNhwc(planes)), planes);
  requireClose(cropped(oneToNine, 1, 0, 0, 2), {{1, 2, 1, 1}, {4, 7}});
}

TEST_CASE("preprocess scales, subtracts the mean and divides in the order of the net's channels") {
  const Tensor pixel = {{1, 1, 1, 3}, {10, 100, 200}};
  requireClose(preprocess(pixel, {"rgb", 0.5, {1, 2, 3}, {2, 4, 1}}), {{1, 1, 1, 3}, {2, 12, 97}});
  requireClose(preprocess(pixel, {"bgr", 1, {1, 2, 3}, {1, 2, 7}}), {{1, 1, 1, 3}, {199, 49, 1}});
  requireClose(preprocess(pixel, {"gray", 1, {0.49}, {2}}), {{1, 1, 1, 1}, {42}});
  // 299 * 10 + 587 * 100 + 114 * 200 = 84490
  requireClose(preprocess(pixel, {"gray", 1, {0}, {1}}), {{1, 1, 1, 1}, {84.49}});
}

TEST_CASE("parts of a convolution have its channels in turn") {
  const Tensor input = {{1, 1, 2, 2}, {1, 2, 3, 4}}, filter = {{1, 1, 2, 1}, {1, 10}};
  requireClose(conv2dParts(input, filter, 1, {}, 2), {{2, 1, 1, 2, 1}, {1, 3, 20, 40}});
  requireClose(conv2dParts(input, filter, 1, {}, 3), {{3, 1, 1, 2, 1}, {0, 0, 1, 3, 20, 40}}); // more parts than channels
}

TEST_CASE("parts of a filter's gradient have the rows of all images in turn") {
  const Tensor input = {{2, 2, 1, 1}, {1, 2, 3, 4}}, dy = {{2, 2, 1, 1}, {1, 10, 100, 1000}};
  requireClose(conv2dFilterGradientParts(input, dy, 1, {}, {1, 1, 1, 1}, 2), {{2, 1, 1, 1, 1}, {21, 4300}});
}

TEST_CASE("parts are added with the shift and the residual before the relu") {
  const Tensor parts = {{2, 1, 1, 2, 2}, {1, 2, 3, 4, 10, 20, -30, 40}}, shift = {{2}, {0.5, -0.5}};
  const Tensor residual = {{1, 1, 2, 2}, {1, 1, 1, 1}};
  requireClose(sumParts(parts, nullptr, nullptr, false), {{1, 1, 2, 2}, {11, 22, -27, 44}});
  requireClose(sumParts(parts, &shift, &residual, true), {{1, 1, 2, 2}, {12.5, 22.5, 0, 44.5}});
}
