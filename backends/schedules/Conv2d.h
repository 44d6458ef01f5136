// Conv2d: the order in which a convolution's tiles are computed.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

/// A panel of filters stays near while all pixels pass; a tile of sums stays in
/// registers over its whole reduction.
Kernel buildConv2d(const KernelKey &key);

/// The same kernel with its images as pixels. It is bound by reading the weights, so
/// more steps of the reduction are in a row.
Kernel buildDense(const KernelKey &key);

} // namespace resnetc
