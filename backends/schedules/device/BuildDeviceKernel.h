// BuildDeviceKernel: BuildKernel's table for machines that are devices.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

/// One launch, all buffers aligned for vectors, which memory of devices is (BuildKernel.h).
Kernel buildDeviceKernel(const KernelKey &key);

} // namespace resnetc
