// DenseSlices: Dense.h's sums as a block of threads computes them for one image: each slice takes every
// so-manieth input, and the slices' sums are added in pairs. Filters go beyond the last by
// up to three, which are read again.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

struct DenseSlicesAlgorithm {
  Kernel kernel;
  Halide::Func slice; ///< (k, u, n)
  Halide::Var k, u, n;
  Halide::RDom term;
};

DenseSlicesAlgorithm defineDenseSlices(const KernelKey &key, int slices);

} // namespace resnetc
