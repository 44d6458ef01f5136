// Initial values of a net's parameters, the same bits on every machine. The compiler
// calls this too (a new head keeps these values), so it is also built natively.
#pragma once
#include "runtime/include/resnetc/net.h"
#ifdef __cplusplus
extern "C" {
#endif

/// Fills the blob: gamma and moving_variance 1; beta, moving_mean and bias 0; kernels
/// uniform with variance 2 / fan_in (He et al. 2015, arXiv:1502.01852, eq. 10). A value
/// depends on the seed, its tensor's name and its position alone.
void support_initialize(const resnetc_parameter *table, int32_t count, uint64_t seed, float *blob);

#ifdef __cplusplus
}
#endif
