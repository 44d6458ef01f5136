// Conv2d: convolutions and dense layers on devices.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

Kernel buildDeviceConv2d(const KernelKey &key); ///< conv2d and conv2d_parts
Kernel buildDeviceDense(const KernelKey &key);  ///< the same, images as pixels; or a thread for a few sums of each

} // namespace resnetc
