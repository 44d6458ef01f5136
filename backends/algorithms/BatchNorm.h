// BatchNorm: batch normalisation forwards with the statistics of the batch (Ioffe and
// Szegedy 2015): the statistics first, then the map as input * scale + shift.
#pragma once
#include "backends/algorithms/ChannelSums.h"
#include "backends/algorithms/Interior.h"

namespace resnetc {

/// Mean and biased variance. The pivot is subtracted first; near the mean it keeps
/// E[x^2] - E[x]^2 from cancelling, far from it digits are lost but nothing else.
ChannelSumsKernel defineBatchNormStatistics(const KernelKey &key);

InteriorAlgorithm defineBatchNorm(const KernelKey &key);

/// 1 / sqrt(variance + epsilon) of a channel, before it is rounded (Reals.h).
Halide::Expr inverseDeviation(const Kernel &kernel, const Halide::Expr &c, const KernelKey &key);

} // namespace resnetc
