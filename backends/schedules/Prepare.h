// Prepare: the order of what is done once for a set of weights. Quick to compile and
// without scratch, since a net has one of these for nearly every layer.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

Kernel buildPackFilter(const KernelKey &key);
Kernel buildFoldShift(const KernelKey &key);

} // namespace resnetc
