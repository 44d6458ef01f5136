// Dense: out[n,k] = shift[k] + sum over c of in[n,c] * weight[c,k]. It is a 1x1
// convolution over a map whose pixels are the images, and is computed as one.
#pragma once
#include "ir/machine/KernelKey.h"

namespace resnetc {

/// The convolution with the same memory and values: n images become n rows of a pixel.
KernelKey denseAsConv2d(const KernelKey &dense);

} // namespace resnetc
