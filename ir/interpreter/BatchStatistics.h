// BatchStatistics: batch norm as training has it, with the statistics of the images at
// hand. Pure functions; statistics and sums are over the first `count` images.
#pragma once
#include "ir/interpreter/Elementwise.h"

namespace resnetc {

struct Statistics {
  Tensor mean, variance; ///< [c]; the biased variance
};

Statistics statisticsOf(const Tensor &input, int64_t count);

struct NormSums {
  Tensor dgamma, dbeta;
};

// The gradients of batchNorm with the batch's mean and variance in `norm`, which depend on the input: of gamma and
// beta, and from these of the input, which is 0 in images that do not count.
NormSums normSums(const Tensor &dy, const Tensor &input, const Norm &norm, int64_t count);
Tensor normInputGradient(const Tensor &dy, const Tensor &input, const Norm &norm, const NormSums &sums, int64_t count);

/// Of batchNorm by its input, with a mean and variance that do not depend on it.
Tensor frozenNormGradient(Tensor dy, const Norm &norm);

/// weight * old + (1 - weight) * now
Tensor movingAverage(Tensor old, const Tensor &now, double weight);

/// The variance over `values - 1` out of the biased one over `values`; over one value it is as it is.
Tensor unbiased(Tensor variance, int64_t values);

} // namespace resnetc
