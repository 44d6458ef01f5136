#include "ir/interpreter/Parts.h"
#include "ir/interpreter/Elementwise.h"
#include "ir/interpreter/Gradients.h"
#include <algorithm>

namespace resnetc {
namespace {
/// What lies from `first` on and before `end` in one extent of a tensor of rank four.
Tensor sliced(const Tensor &tensor, size_t extent, int64_t first, int64_t end) {
  int64_t outer = 1, inner = 1;
  for (size_t i = 0; i < tensor.shape.size(); ++i)
    (i < extent ? outer : inner) *= i == extent ? 1 : tensor.shape[i];
  Tensor slice{tensor.shape, {}};
  slice.shape[extent] = end - first;
  for (int64_t i = 0; i < outer; ++i) {
    const auto from = tensor.values.begin() + i * tensor.shape[extent] * inner;
    slice.values.insert(slice.values.end(), from + first * inner, from + end * inner);
  }
  return slice;
}

/// Makes each part by itself; the p-th of `parts` has the terms from terms * p / parts on.
template <typename Make> Tensor stacked(int64_t parts, int64_t terms, Make make) {
  Tensor all;
  for (int64_t part = 0; part < parts; ++part) {
    const Tensor one = make(terms * part / parts, terms * (part + 1) / parts);
    all.shape = one.shape;
    all.values.insert(all.values.end(), one.values.begin(), one.values.end());
  }
  all.shape.insert(all.shape.begin(), parts);
  return all;
}

/// dy without what is not in these of its rows, counted through all images.
Tensor rowsOf(Tensor dy, int64_t first, int64_t end) {
  const int64_t row = dy.shape[2] * dy.shape[3];
  std::fill(dy.values.begin(), dy.values.begin() + first * row, 0);
  std::fill(dy.values.begin() + end * row, dy.values.end(), 0);
  return dy;
}
} // namespace

Tensor conv2dParts(const Tensor &input, const Tensor &filter, int64_t stride, const Padding &pad, int64_t parts) {
  return stacked(parts, filter.shape[2], [&](int64_t first, int64_t end) {
    return conv2d(sliced(input, 3, first, end), sliced(filter, 2, first, end), {stride, pad});
  });
}

Tensor conv2dFilterGradientParts(const Tensor &input, const Tensor &dy, int64_t stride, const Padding &pad,
                                 std::vector<int64_t> shape, int64_t parts) {
  return stacked(parts, dy.shape[0] * dy.shape[1], [&](int64_t first, int64_t end) {
    return conv2dFilterGradient(input, rowsOf(dy, first, end), stride, pad, shape, dy.shape[0]);
  });
}

Tensor sumParts(const Tensor &parts, const Tensor *shift, const Tensor *residual, bool withRelu) {
  Tensor sum = filled({parts.shape.begin() + 1, parts.shape.end()});
  for (int64_t i = 0; i < parts.elements(); ++i)
    sum.values[size_t(i % sum.elements())] += parts.values[size_t(i)];
  for (int64_t i = 0; shift && i < sum.elements(); ++i)
    sum.values[size_t(i)] += shift->values[size_t(i % sum.shape.back())];
  if (residual)
    sum = add(std::move(sum), *residual);
  return withRelu ? relu(std::move(sum)) : sum;
}

} // namespace resnetc
