#include "ir/interpreter/Pooling.h"
#include "ir/interpreter/Window.h"
#include <algorithm>
#include <cmath>

namespace resnetc {
namespace {
/// The largest of rows [top, bottom) and columns [left, right) of one channel.
double largest(const Tensor &input, int64_t n, int64_t top, int64_t bottom, int64_t left, int64_t right, int64_t c) {
  double best = -HUGE_VAL;
  for (int64_t y = top; y < bottom; ++y)
    for (int64_t x = left; x < right; ++x) {
      const double value = input.at(n, y, x, c);
      if (std::isnan(value))
        return value; // a comparison would lose it
      best = std::max(best, value);
    }
  return best;
}
} // namespace

Tensor maxPool(const Tensor &input, int64_t window, int64_t stride, const Padding &pad) {
  const int64_t h = input.shape[1], w = input.shape[2];
  Tensor output = filled({input.shape[0], countWindows(h, pad.top, pad.bottom, window, stride),
                          countWindows(w, pad.left, pad.right, window, stride), input.shape[3]});
  for (int64_t n = 0; n < output.shape[0]; ++n)
    for (int64_t y = 0; y < output.shape[1]; ++y)
      for (int64_t x = 0; x < output.shape[2]; ++x)
        for (int64_t c = 0; c < output.shape[3]; ++c) {
          const int64_t row = y * stride - pad.top, column = x * stride - pad.left;
          output.at(n, y, x, c) = largest(input, n, std::max(row, int64_t(0)), std::min(row + window, h),
                                          std::max(column, int64_t(0)), std::min(column + window, w), c);
        }
  return output;
}

Tensor maxPoolIndices(const Tensor &input, int64_t window, int64_t stride, const Padding &pad) {
  const Tensor best = maxPool(input, window, stride, pad);
  Tensor indices = filled(best.shape, -1);
  for (int64_t n = 0; n < best.shape[0]; ++n)
    for (int64_t y = 0; y < best.shape[1]; ++y)
      for (int64_t x = 0; x < best.shape[2]; ++x)
        for (int64_t c = 0; c < best.shape[3]; ++c)
          for (int64_t i = window * window; i-- > 0;) { // the first is written last
            const int64_t row = y * stride - pad.top + i / window, column = x * stride - pad.left + i % window;
            const bool isInside = row >= 0 && column >= 0 && row < input.shape[1] && column < input.shape[2];
            if (isInside && input.at(n, row, column, c) == best.at(n, y, x, c))
              indices.at(n, y, x, c) = double(i);
          }
  return indices;
}

Tensor globalAvgPool(const Tensor &input) {
  const int64_t channels = input.shape[3];
  Tensor output = filled({input.shape[0], channels});
  for (int64_t n = 0; n < input.shape[0]; ++n)
    for (int64_t c = 0; c < channels; ++c) {
      double sum = 0;
      for (int64_t y = 0; y < input.shape[1]; ++y)
        for (int64_t x = 0; x < input.shape[2]; ++x)
          sum += input.at(n, y, x, c);
      output.values[size_t(n * channels + c)] = sum / double(input.shape[1] * input.shape[2]);
    }
  return output;
}

} // namespace resnetc
