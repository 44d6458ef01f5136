// Derivative: what a gradient is compared with: slopes measured by moving a value a little.
#pragma once
#include "ir/interpreter/Tensor.h"
#include <cstdint>
#include <functional>
#include <random>

namespace resnetc {

/// The same numbers everywhere: the standard's distributions differ between libraries.
class Draw {
public:
  explicit Draw(uint64_t seed) : random(seed * 7919 + 31) {}
  int64_t between(int64_t low, int64_t high) { return low + int64_t(random() % uint64_t(high - low + 1)); }
  double real(double low, double high) { return low + (high - low) * double(random() >> 11) * 0x1p-53; }
  Tensor tensor(std::vector<int64_t> shape, double low = -1, double high = 1);
  /// All values differ by 0.01 or more, and from 0 by 0.005: no maximum changes hands and
  /// no ReLU switches when one moves a little.
  Tensor spread(std::vector<int64_t> shape);

private:
  std::mt19937_64 random;
};

/// Fourth-order central difference of a smooth function at `x`.
double slope(const std::function<double(double)> &function, double x);

/// sum of weights * values; NaN where only the weight is 0 does not count.
double weighted(const Tensor &values, const Tensor &weights);

/// Fails unless `gradient` is that of sum(weights * function(at)) by its argument:
/// 1e-6 of the gradient's largest value, at up to 40 places of `at`.
void requireGradient(const Tensor &gradient, const std::function<Tensor(const Tensor &)> &function, const Tensor &at,
                     const Tensor &weights);

/// Rows of images from `count` on become `value`.
Tensor withTail(Tensor tensor, int64_t count, double value);

} // namespace resnetc
