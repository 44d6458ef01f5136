// FilterGradient: the order in which the tiles of a filter's gradient are computed.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

/// A tile of sums stays in registers over a block of pixels, whose dy of a panel stays near
/// while all tiles of the window pass. The key's `pack` says what of a block is copied
/// to where it lies in the order of its use.
Kernel buildFilterGradient(const KernelKey &key);

} // namespace resnetc
