#include "tests/unit/training_ir/Derivative.h"
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

namespace resnetc {

Tensor Draw::tensor(std::vector<int64_t> shape, double low, double high) {
  Tensor tensor = filled(std::move(shape));
  for (double &value : tensor.values)
    value = real(low, high);
  return tensor;
}

Tensor Draw::spread(std::vector<int64_t> shape) {
  Tensor tensor = filled(std::move(shape));
  const int64_t count = tensor.elements();
  for (int64_t i = 0; i < count; ++i)
    tensor.values[size_t(i)] = (double(i - count / 2) + 0.5) * 0.01;
  for (int64_t i = count - 1; i > 0; --i)
    std::swap(tensor.values[size_t(i)], tensor.values[size_t(between(0, i))]);
  return tensor;
}

double slope(const std::function<double(double)> &function, double x) {
  const double h = 1e-4;
  return (8 * (function(x + h) - function(x - h)) - (function(x + 2 * h) - function(x - 2 * h))) / (12 * h);
}

double weighted(const Tensor &values, const Tensor &weights) {
  REQUIRE(values.shape == weights.shape);
  double sum = 0;
  for (size_t i = 0; i < values.values.size(); ++i)
    if (weights.values[i] != 0)
      sum += values.values[i] * weights.values[i];
  return sum;
}

void requireGradient(const Tensor &gradient, const std::function<Tensor(const Tensor &)> &function, const Tensor &at,
                     const Tensor &weights) {
  REQUIRE(gradient.shape == at.shape);
  const size_t step = std::max<size_t>(at.values.size() / 40, 1);
  double largest = 1e-3;
  for (size_t i = 0; i < at.values.size(); i += step)
    largest = std::max(largest, std::abs(gradient.values[i]));
  for (size_t i = 0; i < at.values.size(); i += step) {
    Tensor moved = at;
    const double measured = slope(
        [&](double value) {
          moved.values[i] = value;
          return weighted(function(moved), weights);
        },
        at.values[i]);
    CAPTURE(i, measured, gradient.values[i]);
    REQUIRE(std::abs(measured - gradient.values[i]) <= 1e-6 * largest);
  }
}

Tensor withTail(Tensor tensor, int64_t count, double value) {
  const int64_t image = tensor.elements() / tensor.shape[0];
  std::fill(tensor.values.begin() + count * image, tensor.values.end(), value);
  return tensor;
}

} // namespace resnetc
