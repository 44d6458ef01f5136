#include "tests/kernels/GradientReference.h"
#include <algorithm>

namespace resnetc {
namespace {

size_t placeIn(const KernelArgument &map, int64_t n, int64_t y, int64_t x, int64_t c) {
  const auto &e = map.extents;
  return size_t(((n * (e[1] + 2 * map.halo) + y + map.halo) * (e[2] + 2 * map.halo) + x + map.halo) * e[3] + c);
}

/// Calls `add` for each pixel of dy and each tap of its window that lies on the input:
/// n, output row and column, tap's row and column, input row and column.
template <typename Function> void forEachTap(const KernelKey &key, Function add) {
  const int64_t r = key.integer("r"), stride = key.integer("stride");
  const Padding pad = key.padding("pad");
  for (int64_t n = 0; n < key.integer("n"); ++n)
    for (int64_t y = 0; y < key.outputHeight(); ++y)
      for (int64_t x = 0; x < key.outputWidth(); ++x)
        for (int64_t i = 0; i < r; ++i)
          for (int64_t j = 0; j < r; ++j) {
            const int64_t row = y * stride + i - pad.top, column = x * stride + j - pad.left;
            if (row >= 0 && column >= 0 && row < key.integer("h") && column < key.integer("w"))
              add(n, y, x, i, j, row, column);
          }
}

} // namespace

void filterGradient(const KernelKey &key, const std::vector<KernelArgument> &arguments,
                    const std::vector<Values> &inputs, std::vector<double> &output) {
  const int64_t r = key.integer("r"), channels = key.integer("c"), filters = key.integer("k");
  std::fill(output.begin(), output.end(), 0.0);
  forEachTap(key, [&](int64_t n, int64_t y, int64_t x, int64_t i, int64_t j, int64_t row, int64_t column) {
    for (int64_t c = 0; c < channels; ++c)
      for (int64_t k = 0; k < filters; ++k)
        output[size_t(((i * r + j) * channels + c) * filters + k)] +=
            double(inputs[0][placeIn(arguments[0], n, row, column, c)]) * inputs[1][placeIn(arguments[1], n, y, x, k)];
  });
}

void inputGradient(const KernelKey &key, const std::vector<KernelArgument> &arguments,
                   const std::vector<Values> &inputs, std::vector<double> &output) {
  const int64_t r = key.integer("r"), channels = key.integer("c"), filters = key.integer("k"),
                panel = key.integer("panel");
  for (int64_t n = 0; n < key.integer("n"); ++n)
    for (int64_t y = 0; y < key.integer("h"); ++y)
      for (int64_t x = 0; x < key.integer("w"); ++x)
        for (int64_t c = 0; c < channels; ++c) {
          const size_t place = placeIn(arguments.back(), n, y, x, c);
          output[place] = key.flag("add") ? inputs[2][place] : 0;
        }
  forEachTap(key, [&](int64_t n, int64_t y, int64_t x, int64_t i, int64_t j, int64_t row, int64_t column) {
    for (int64_t c = 0; c < channels; ++c)
      for (int64_t k = 0; k < filters; ++k)
        output[placeIn(arguments.back(), n, row, column, c)] +=
            double(inputs[0][placeIn(arguments[0], n, y, x, k)]) *
            inputs[1][size_t((((c / panel * r + i) * r + j) * filters + k) * panel + c % panel)];
  });
}

void packTransposed(const KernelKey &key, const std::vector<KernelArgument> &, const std::vector<Values> &inputs,
                    std::vector<double> &output) {
  const int64_t r = key.integer("r"), channels = key.integer("c"), filters = key.integer("k"),
                panel = key.integer("panel");
  std::fill(output.begin(), output.end(), 0.0);
  for (int64_t window = 0; window < r * r; ++window)
    for (int64_t c = 0; c < channels; ++c)
      for (int64_t k = 0; k < filters; ++k) {
        const int64_t to = key.flag("rotate") ? r * r - 1 - window : window;
        output[size_t(((c / panel * r * r + to) * filters + k) * panel + c % panel)] =
            inputs[0][size_t((window * channels + c) * filters + k)];
      }
}

void biasGradient(const KernelKey &key, const std::vector<KernelArgument> &arguments, const std::vector<Values> &inputs,
                  std::vector<double> &output) {
  std::fill(output.begin(), output.end(), 0.0);
  for (int64_t n = 0; n < key.integer("n"); ++n)
    for (int64_t y = 0; y < key.integer("h"); ++y)
      for (int64_t x = 0; x < key.integer("w"); ++x)
        for (int64_t k = 0; k < key.integer("k"); ++k)
          output[size_t(k)] += inputs[0][placeIn(arguments[0], n, y, x, k)];
}

} // namespace resnetc
