// Fold: what prepare does to a layer's parameters: batch norm goes into the filter and
// the shift, and both into the layout that kernels read. All in double, rounded once:
//
//   factor = gamma / sqrt(variance + epsilon)      1 without batch norm
//   filter = kernel * factor                       [ceil(k/panel)][r][r][c][panel]
//   shift  = beta + (bias - mean) * factor         bias alone without batch norm, 0 without bias
//
// Filters and shifts beyond k are zero.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

struct PackFilterAlgorithm {
  Kernel kernel;
  Halide::Func factor;             ///< of a panel's filters; undefined without batch norm
  Halide::Var filter, c, s, r, panel;
  bool isRagged;                   ///< the last panel has filters beyond k
};

PackFilterAlgorithm definePackFilter(const KernelKey &key);
Kernel defineFoldShift(const KernelKey &key);

} // namespace resnetc
