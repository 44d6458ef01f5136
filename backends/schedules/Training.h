// Training: the order of training's kernels that are bound by memory. Maps are cut by rows
// of all images into the parts of the key, each for one worker.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

Kernel buildBatchNormStatistics(const KernelKey &key); ///< this and the sums: each part a run of rows
Kernel buildBatchNorm(const KernelKey &key);
Kernel buildBatchNormSums(const KernelKey &key);
Kernel buildBatchNormGradient(const KernelKey &key);
Kernel buildBatchNormFrozenGradient(const KernelKey &key);
Kernel buildRelu(const KernelKey &key);
Kernel buildReluGradient(const KernelKey &key);
Kernel buildAdd(const KernelKey &key);
Kernel buildMaxPoolIndices(const KernelKey &key);
Kernel buildMaxPoolGradient(const KernelKey &key);
Kernel buildGlobalAvgPoolGradient(const KernelKey &key);
Kernel buildPadChannelsGradient(const KernelKey &key);
Kernel buildCrossEntropy(const KernelKey &key);
Kernel buildSgdUpdate(const KernelKey &key);
Kernel buildAdamUpdate(const KernelKey &key);
Kernel buildUpdateMoving(const KernelKey &key);

} // namespace resnetc
