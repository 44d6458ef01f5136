#include "ir/interpreter/Convolution.h"
#include "ir/interpreter/Window.h"
#include <cassert>

namespace resnetc {
namespace {
/// Adds to `sums`, one for each k, the window whose first pixel is (top, left).
void addWindow(const Tensor &input, const Tensor &filter, int64_t n, int64_t top, int64_t left, double *sums) {
  const int64_t channels = filter.shape[2], outputs = filter.shape[3];
  for (int64_t r = 0; r < filter.shape[0]; ++r)
    for (int64_t s = 0; s < filter.shape[1]; ++s) {
      const int64_t row = top + r, column = left + s;
      if (row < 0 || column < 0 || row >= input.shape[1] || column >= input.shape[2])
        continue; // padding
      const double *weights = &filter.values[size_t((r * filter.shape[1] + s) * channels * outputs)];
      for (int64_t c = 0; c < channels; ++c) {
        const double value = input.at(n, row, column, c);
        for (int64_t k = 0; k < outputs; ++k)
          sums[k] += value * weights[c * outputs + k];
      }
    }
}
} // namespace

Tensor conv2d(const Tensor &input, const Tensor &filter, const ConvolutionDetails &details) {
  assert(input.shape.size() == 4 && filter.shape.size() == 4 && input.shape[3] == filter.shape[2]);
  const Padding &pad = details.pad;
  const int64_t outputs = filter.shape[3];
  const int64_t rows = countWindows(input.shape[1], pad.top, pad.bottom, filter.shape[0], details.stride);
  const int64_t columns = countWindows(input.shape[2], pad.left, pad.right, filter.shape[1], details.stride);
  Tensor output = filled({input.shape[0], rows, columns, outputs});
  assert(!details.residual || details.residual->shape == output.shape);
  for (int64_t n = 0; n < input.shape[0]; ++n)
    for (int64_t y = 0; y < rows; ++y)
      for (int64_t x = 0; x < columns; ++x) {
        double *sums = &output.at(n, y, x, 0);
        addWindow(input, filter, n, y * details.stride - pad.top, x * details.stride - pad.left, sums);
        for (int64_t k = 0; k < outputs; ++k) {
          if (details.shift)
            sums[k] += details.shift->values[size_t(k)];
          if (details.residual)
            sums[k] += details.residual->at(n, y, x, k);
          if (details.relu && sums[k] < 0) // false for NaN
            sums[k] = 0;
        }
      }
  return output;
}

Tensor dense(const Tensor &input, const Tensor &kernel, const Tensor &shift) {
  assert(input.shape.size() == 2 && kernel.shape.size() == 2 && input.shape[1] == kernel.shape[0]);
  const int64_t images = input.shape[0], channels = kernel.shape[0], outputs = kernel.shape[1];
  Tensor output = filled({images, outputs});
  for (int64_t n = 0; n < images; ++n) {
    double *sums = &output.values[size_t(n * outputs)];
    for (int64_t c = 0; c < channels; ++c)
      for (int64_t k = 0; k < outputs; ++k)
        sums[k] += input.values[size_t(n * channels + c)] * kernel.values[size_t(c * outputs + k)];
    for (int64_t k = 0; k < outputs; ++k)
      sums[k] += shift.values[size_t(k)];
  }
  return output;
}

} // namespace resnetc
