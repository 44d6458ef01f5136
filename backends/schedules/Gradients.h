// Gradients: the order of what stands beside the large gradients of a layer and is bound by memory.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

Kernel buildPackTransposed(const KernelKey &key); ///< by square blocks, transposed in registers
Kernel buildBiasGradient(const KernelKey &key);

} // namespace resnetc
