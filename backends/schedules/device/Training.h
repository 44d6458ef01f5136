// Training: the order in which devices compute what training alone has, one launch each.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

// Each value by itself.
Kernel buildDeviceBatchNorm(const KernelKey &key);
Kernel buildDeviceBatchNormGradient(const KernelKey &key);
Kernel buildDeviceBatchNormFrozenGradient(const KernelKey &key);
Kernel buildDeviceRelu(const KernelKey &key);
Kernel buildDeviceReluGradient(const KernelKey &key);
Kernel buildDeviceAdd(const KernelKey &key);
Kernel buildDeviceMaxPoolIndices(const KernelKey &key);
Kernel buildDeviceMaxPoolGradient(const KernelKey &key);
Kernel buildDeviceGlobalAvgPoolGradient(const KernelKey &key);
Kernel buildDevicePadChannelsGradient(const KernelKey &key);
Kernel buildDeviceUpdate(const KernelKey &key); ///< sgd_update, adam_update, update_moving

// What the threads of a block sum together.
Kernel buildDeviceBatchNormStatistics(const KernelKey &key);
Kernel buildDeviceBatchNormSums(const KernelKey &key);
Kernel buildDeviceBiasGradient(const KernelKey &key);
Kernel buildDeviceCrossEntropy(const KernelKey &key); ///< one block

// Parameters, as they are packed in each step.
Kernel buildDevicePackFilter(const KernelKey &key);
Kernel buildDevicePackTransposed(const KernelKey &key);
Kernel buildDeviceFoldShift(const KernelKey &key);

// Gradients of convolutions.
Kernel buildDeviceFilterGradient(const KernelKey &key); ///< filter_gradient and filter_gradient_parts
Kernel buildDeviceInputGradient(const KernelKey &key);

} // namespace resnetc
