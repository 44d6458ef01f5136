// PackTransposed: a filter as gradients of inputs read it: input channels in panels, output
// channels summed. With the key's `rotate` the window is upside down, so that a convolution
// over dy is the gradient. What lies beyond c is zero.
//
//   filter[c/panel][r][s][k][c%panel] = kernel[r][s][c][k]       rotated: kernel[R-1-r][R-1-s][c][k]
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

struct PackTransposedAlgorithm {
  Kernel kernel;
  Halide::Func rows; ///< the kernel as it lies: output channels innermost
  Halide::Var c, k, s, r, panel;
};

PackTransposedAlgorithm definePackTransposed(const KernelKey &key);

} // namespace resnetc
