// Sums: the order of kernels in which the threads of a block share long sums and maxima.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

Kernel buildDeviceGlobalAvgPool(const KernelKey &key); ///< a thread for a channel of a row
Kernel buildDeviceSoftmax(const KernelKey &key);       ///< a block for an image
Kernel buildDenseSlices(const KernelKey &key);         ///< a thread for four filters and every so-manieth input

} // namespace resnetc
