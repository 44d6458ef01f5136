// Parts: long sums that devices make in several parts and then add. Which terms go into
// which part is a kernel's own affair: only what they add up to is fixed. Pure functions.
#pragma once
#include "ir/interpreter/Convolution.h"

namespace resnetc {

/// conv2d of a part of the input channels each: [parts][n][y][x][k].
Tensor conv2dParts(const Tensor &input, const Tensor &filter, int64_t stride, const Padding &pad, int64_t parts);

/// conv2dFilterGradient of a part of the rows of all images each: [parts] and then `shape`.
Tensor conv2dFilterGradientParts(const Tensor &input, const Tensor &dy, int64_t stride, const Padding &pad,
                                 std::vector<int64_t> shape, int64_t parts);

/// The sum over the first extent, and of it relu(sum + shift[k] + residual); null: none.
Tensor sumParts(const Tensor &parts, const Tensor *shift, const Tensor *residual, bool withRelu);

} // namespace resnetc
