// MaxPool: the largest value of each window. Padding counts as minus infinity:
// coordinates are clamped, and a repeated value changes no maximum.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

struct MaxPoolAlgorithm {
  Kernel kernel;
  Halide::Func best;
  Halide::Var c, n;
  Halide::RDom window; ///< x: columns, y: rows
  Halide::RDom pixel;  ///< x: columns, y: rows of the output
};

MaxPoolAlgorithm defineMaxPool(const KernelKey &key);

} // namespace resnetc
