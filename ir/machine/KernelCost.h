// KernelCost: how much arithmetic a kernel stands for.
#pragma once
#include "ir/machine/KernelKey.h"

namespace resnetc {

/// Multiply-adds of a convolution, stem or dense layer by its definition, bias not
/// counted, for all n images of the key; 0 for other operations.
int64_t multiplyAdds(const KernelKey &key);

} // namespace resnetc
