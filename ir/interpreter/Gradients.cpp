#include "ir/interpreter/Gradients.h"
#include <algorithm>

namespace resnetc {
namespace {
/// Calls visit(n, y, x, r, s, row, column) for each window of the first `count` images
/// and each of its places that lie in the input rather than in the padding.
template <typename Visit>
void forEachTap(const std::vector<int64_t> &input, const std::vector<int64_t> &output, int64_t window, int64_t stride,
                const Padding &pad, int64_t count, Visit visit) {
  for (int64_t n = 0; n < count; ++n)
    for (int64_t y = 0; y < output[1]; ++y)
      for (int64_t x = 0; x < output[2]; ++x)
        for (int64_t r = 0; r < window; ++r)
          for (int64_t s = 0; s < window; ++s) {
            const int64_t row = y * stride + r - pad.top, column = x * stride + s - pad.left;
            if (row >= 0 && column >= 0 && row < input[1] && column < input[2])
              visit(n, y, x, r, s, row, column);
          }
}
} // namespace

Tensor conv2dInputGradient(const Tensor &dy, const Tensor &filter, int64_t stride, const Padding &pad,
                           std::vector<int64_t> shape) {
  Tensor dx = filled(std::move(shape));
  const int64_t channels = filter.shape[2], outputs = filter.shape[3];
  forEachTap(dx.shape, dy.shape, filter.shape[0], stride, pad, dy.shape[0],
             [&](int64_t n, int64_t y, int64_t x, int64_t r, int64_t s, int64_t row, int64_t column) {
               const double *weights = &filter.at(r, s, 0, 0), *from = &dy.at(n, y, x, 0);
               double *to = &dx.at(n, row, column, 0);
               for (int64_t c = 0; c < channels; ++c)
                 for (int64_t k = 0; k < outputs; ++k)
                   to[c] += from[k] * weights[c * outputs + k];
             });
  return dx;
}

Tensor conv2dFilterGradient(const Tensor &input, const Tensor &dy, int64_t stride, const Padding &pad,
                            std::vector<int64_t> shape, int64_t count) {
  Tensor dw = filled(std::move(shape));
  const int64_t channels = dw.shape[2], outputs = dw.shape[3];
  forEachTap(input.shape, dy.shape, dw.shape[0], stride, pad, count,
             [&](int64_t n, int64_t y, int64_t x, int64_t r, int64_t s, int64_t row, int64_t column) {
               const double *values = &input.at(n, row, column, 0), *from = &dy.at(n, y, x, 0);
               double *to = &dw.at(r, s, 0, 0);
               for (int64_t c = 0; c < channels; ++c)
                 for (int64_t k = 0; k < outputs; ++k)
                   to[c * outputs + k] += values[c] * from[k];
             });
  return dw;
}

Tensor biasGradient(const Tensor &dy, int64_t count) {
  Tensor db = filled({dy.shape.back()});
  const size_t channels = db.values.size(), end = size_t(dy.elements() / dy.shape[0] * count);
  for (size_t i = 0; i < end; ++i)
    db.values[i % channels] += dy.values[i];
  return db;
}

Tensor denseInputGradient(const Tensor &dy, const Tensor &kernel) {
  const int64_t images = dy.shape[0], channels = kernel.shape[0], outputs = kernel.shape[1];
  Tensor dx = filled({images, channels});
  for (int64_t n = 0; n < images; ++n)
    for (int64_t c = 0; c < channels; ++c)
      for (int64_t k = 0; k < outputs; ++k)
        dx.values[size_t(n * channels + c)] +=
            dy.values[size_t(n * outputs + k)] * kernel.values[size_t(c * outputs + k)];
  return dx;
}

Tensor denseFilterGradient(const Tensor &input, const Tensor &dy, int64_t count) {
  const int64_t channels = input.shape[1], outputs = dy.shape[1];
  Tensor dw = filled({channels, outputs});
  for (int64_t n = 0; n < count; ++n)
    for (int64_t c = 0; c < channels; ++c)
      for (int64_t k = 0; k < outputs; ++k)
        dw.values[size_t(c * outputs + k)] +=
            input.values[size_t(n * channels + c)] * dy.values[size_t(n * outputs + k)];
  return dw;
}

Tensor reluGradient(Tensor dy, const Tensor &output) {
  for (size_t i = 0; i < dy.values.size(); ++i)
    if (!(output.values[i] > 0))
      dy.values[i] = 0;
  return dy;
}

Tensor maxPoolGradient(const Tensor &dy, const Tensor &input, int64_t window, int64_t stride, const Padding &pad) {
  Tensor dx = filled(input.shape);
  std::vector<size_t> winner(dy.values.size(), SIZE_MAX); // where in the input each result comes from
  forEachTap(input.shape, dy.shape, window, stride, pad, dy.shape[0],
             [&](int64_t n, int64_t y, int64_t x, int64_t, int64_t, int64_t row, int64_t column) {
               for (int64_t c = 0; c < dy.shape[3]; ++c) {
                 size_t &best = winner[dy.indexOf(n, y, x, c)];
                 const size_t here = input.indexOf(n, row, column, c);
                 if (best == SIZE_MAX || input.values[here] > input.values[best])
                   best = here;
               }
             });
  for (size_t i = 0; i < winner.size(); ++i)
    dx.values[winner[i]] += dy.values[i];
  return dx;
}

Tensor maxPoolGradientByIndices(const Tensor &dy, const Tensor &indices, int64_t window, int64_t stride,
                                const Padding &pad, std::vector<int64_t> shape) {
  Tensor dx = filled(std::move(shape));
  forEachTap(dx.shape, dy.shape, window, stride, pad, dy.shape[0],
             [&](int64_t n, int64_t y, int64_t x, int64_t r, int64_t s, int64_t row, int64_t column) {
               for (int64_t c = 0; c < dy.shape[3]; ++c)
                 if (indices.at(n, y, x, c) == double(window * r + s))
                   dx.at(n, row, column, c) += dy.at(n, y, x, c);
             });
  return dx;
}

Tensor globalAvgPoolGradient(const Tensor &dy, std::vector<int64_t> shape) {
  Tensor dx = filled(std::move(shape));
  const int64_t pixels = dx.shape[1] * dx.shape[2], channels = dx.shape[3];
  for (int64_t i = 0; i < dx.elements(); ++i) {
    const int64_t n = i / (pixels * channels), c = i % channels;
    dx.values[size_t(i)] = dy.values[size_t(n * channels + c)] / double(pixels);
  }
  return dx;
}

Tensor padChannelsGradient(const Tensor &dy, int64_t stride, std::vector<int64_t> shape) {
  Tensor dx = filled(std::move(shape));
  const int64_t before = (dy.shape[3] - dx.shape[3]) / 2;
  for (int64_t n = 0; n < dy.shape[0]; ++n)
    for (int64_t y = 0; y < dy.shape[1]; ++y)
      for (int64_t x = 0; x < dy.shape[2]; ++x)
        for (int64_t c = 0; c < dx.shape[3]; ++c)
          dx.at(n, y * stride, x * stride, c) = dy.at(n, y, x, before + c);
  return dx;
}

} // namespace resnetc
