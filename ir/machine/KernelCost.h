// KernelCost: the work of a kernel, from its key alone.
#pragma once
#include "ir/machine/KernelKey.h"

namespace resnetc {

/// Multiply-adds by definition (no algorithm's savings or padding), for all n images:
/// of convolutions, their gradients and dense layers; 0 for all else. A bias is not counted.
int64_t multiplyAdds(const KernelKey &key);

} // namespace resnetc
