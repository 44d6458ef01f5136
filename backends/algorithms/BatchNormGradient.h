// BatchNormGradient: batch normalisation backwards, also under a ReLU whose mask is its
// output's sign: the sums of the batch first, then the gradient of the input with
// mean, variance and both sums folded into three factors a channel.
#pragma once
#include "backends/algorithms/BatchNorm.h"

namespace resnetc {

ChannelSumsKernel defineBatchNormSums(const KernelKey &key);           ///< dgamma, dbeta
InteriorAlgorithm defineBatchNormGradient(const KernelKey &key);       ///< through the statistics too
InteriorAlgorithm defineBatchNormFrozenGradient(const KernelKey &key); ///< statistics are constants

} // namespace resnetc
