// Convolution: the layers with a filter, by their definition.
// Pure functions; shapes must fit, which the dialect's verifiers see to. NaN in, NaN out.
#pragma once
#include "ir/interpreter/Tensor.h"
#include "ir/machine/KernelKey.h"

namespace resnetc {

struct ConvolutionDetails {
  int64_t stride = 1;
  Padding pad;                      ///< zeros around the input
  const Tensor *shift = nullptr;    ///< [k], added to each sum; none: 0
  const Tensor *residual = nullptr; ///< of the output's shape, added to each sum; none: 0
  bool relu = false;                ///< applied last
};

/// out[n,y,x,k] = sum over r,s,c of in[n, y*stride + r - top, x*stride + s - left, c] * filter[r,s,c,k]
/// and what the details add. Input N x H x W x C, filter R x S x C x K (Keras's order).
Tensor conv2d(const Tensor &input, const Tensor &filter, const ConvolutionDetails &details);

/// x * kernel + shift: N x C and C x K to N x K.
Tensor dense(const Tensor &input, const Tensor &kernel, const Tensor &shift);

} // namespace resnetc
