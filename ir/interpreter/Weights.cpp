#include "ir/interpreter/Weights.h"
#include <algorithm>
#include <cassert>

namespace resnetc {
namespace {
/// Where filter[window][c][k] lies in a packed filter, `windows` = r * r.
size_t packedIndex(int64_t window, int64_t c, int64_t k, int64_t windows, int64_t channels, int64_t panel) {
  return size_t(((k / panel * windows + window) * channels + c) * panel + k % panel);
}

int64_t panelsOf(int64_t k, int64_t panel) { return (k + panel - 1) / panel; }

/// Calls visit(index in the filter, index in the packed filter) for all weights.
template <typename Visit> void forEachWeight(int64_t windows, int64_t channels, int64_t k, int64_t panel, Visit visit) {
  size_t plain = 0;
  for (int64_t window = 0; window < windows; ++window)
    for (int64_t c = 0; c < channels; ++c)
      for (int64_t filter = 0; filter < k; ++filter)
        visit(plain++, packedIndex(window, c, filter, windows, channels, panel));
}

/// r x r x a x b to r x r x b x a, with the window upside down if wanted.
Tensor transposed(const Tensor &filter, bool rotated) {
  const int64_t r = filter.shape[0];
  Tensor result = filled({r, r, filter.shape[3], filter.shape[2]});
  for (int64_t y = 0; y < r; ++y)
    for (int64_t x = 0; x < r; ++x)
      for (int64_t a = 0; a < filter.shape[2]; ++a)
        for (int64_t b = 0; b < filter.shape[3]; ++b)
          result.at(y, x, b, a) = filter.at(rotated ? r - 1 - y : y, rotated ? r - 1 - x : x, a, b);
  return result;
}
} // namespace

Tensor foldFilter(Tensor kernel, const Tensor &factor) {
  assert(kernel.shape.back() == factor.elements());
  for (size_t i = 0; i < kernel.values.size(); ++i)
    kernel.values[i] *= factor.values[i % factor.values.size()];
  return kernel;
}

Tensor foldShift(Tensor bias, const Norm &norm) {
  const Tensor factor = normFactor(norm.gamma, norm.variance, norm.epsilon);
  for (size_t k = 0; k < bias.values.size(); ++k)
    bias.values[k] = norm.beta.values[k] + (bias.values[k] - norm.mean.values[k]) * factor.values[k];
  return bias;
}

Tensor packFilter(const Tensor &filter, int64_t panel) {
  const bool isDense = filter.shape.size() == 2;
  const int64_t r = isDense ? 1 : filter.shape[0], k = filter.shape.back();
  const int64_t channels = filter.shape[filter.shape.size() - 2];
  assert(isDense || filter.shape[1] == r);
  Tensor packed = filled({panelsOf(k, panel), r, r, channels, panel});
  forEachWeight(r * r, channels, k, panel,
                [&](size_t plain, size_t there) { packed.values[there] = filter.values[plain]; });
  return packed;
}

Tensor packShift(const Tensor &shift, int64_t panel) {
  Tensor packed = filled({panelsOf(shift.elements(), panel) * panel});
  std::copy(shift.values.begin(), shift.values.end(), packed.values.begin());
  return packed;
}

Tensor packTransposed(const Tensor &kernel, int64_t panel, bool rotated) {
  const bool isDense = kernel.shape.size() == 2;
  const Tensor filter = isDense ? reshaped(kernel, {1, 1, kernel.shape[0], kernel.shape[1]}) : kernel;
  return packFilter(transposed(filter, rotated), panel);
}

Tensor unpackTransposed(const Tensor &packed, int64_t c, bool rotated) {
  return transposed(unpackFilter(packed, c), rotated);
}

Tensor unpackFilter(const Tensor &packed, int64_t k) {
  const int64_t r = packed.shape[1], channels = packed.shape[3], panel = packed.shape[4];
  assert(packed.shape[0] == panelsOf(k, panel));
  Tensor filter = filled({r, r, channels, k});
  forEachWeight(r * r, channels, k, panel,
                [&](size_t plain, size_t there) { filter.values[plain] = packed.values[there]; });
  return filter;
}

Tensor unpackShift(const Tensor &packed, int64_t k) {
  return {{k}, std::vector<double>(packed.values.begin(), packed.values.begin() + k)};
}

} // namespace resnetc
