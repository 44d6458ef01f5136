// Streaming: the order of kernels that touch each value once or a few times and are
// bound by memory: pools, softmax, shortcut, and what makes the first map.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

Kernel buildMaxPool(const KernelKey &key);       ///< parts of rows
Kernel buildGlobalAvgPool(const KernelKey &key);
Kernel buildSoftmax(const KernelKey &key);       ///< a row of powers in the worker's scratch
Kernel buildPadChannels(const KernelKey &key);
Kernel buildPreprocess(const KernelKey &key);
Kernel buildLayout(const KernelKey &key);

} // namespace resnetc
