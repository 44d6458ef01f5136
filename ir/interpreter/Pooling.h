// Pooling: maps become smaller. Pure functions; NaN in, NaN out.
#pragma once
#include "ir/interpreter/Tensor.h"
#include "ir/machine/KernelKey.h"

namespace resnetc {

/// The largest value of each window x window square; what lies in the padding does not count.
Tensor maxPool(const Tensor &input, int64_t window, int64_t stride, const Padding &pad);

/// Which value of each window that is: window * row + column, the first of equals row by row.
Tensor maxPoolIndices(const Tensor &input, int64_t window, int64_t stride, const Padding &pad);

/// The mean of each channel's map: N x H x W x C to N x C.
Tensor globalAvgPool(const Tensor &input);

} // namespace resnetc
