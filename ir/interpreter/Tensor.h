// Tensor: what the interpreter computes with, double precision in C order. Maps are
// N x H x W x C without halo unless a function says otherwise.
#pragma once
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace resnetc {

struct Tensor {
  std::vector<int64_t> shape; ///< outermost first
  std::vector<double> values; ///< product of `shape` many

  int64_t elements() const { return int64_t(values.size()); }

  /// The element of a tensor of rank four; no bounds are checked.
  double &at(int64_t n, int64_t y, int64_t x, int64_t c) { return values[indexOf(n, y, x, c)]; }
  const double &at(int64_t n, int64_t y, int64_t x, int64_t c) const { return values[indexOf(n, y, x, c)]; }

  size_t indexOf(int64_t n, int64_t y, int64_t x, int64_t c) const {
    return size_t(((n * shape[1] + y) * shape[2] + x) * shape[3] + c);
  }
};

/// A product of extents; 1 for a scalar.
inline int64_t elementsOf(const std::vector<int64_t> &shape) {
  int64_t product = 1;
  for (const int64_t extent : shape)
    product *= extent;
  return product;
}

/// A tensor with the same value everywhere.
inline Tensor filled(std::vector<int64_t> shape, double value = 0) {
  const size_t elements = size_t(elementsOf(shape));
  return {std::move(shape), std::vector<double>(elements, value)};
}

/// The same values in the same order under another shape of as many elements.
inline Tensor reshaped(Tensor tensor, std::vector<int64_t> shape) {
  tensor.shape = std::move(shape);
  return tensor;
}

} // namespace resnetc
