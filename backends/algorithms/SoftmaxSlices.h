// SoftmaxSlices: Softmax.h's values as a block of threads computes them: each thread takes
// every so-manieth class, and the slices' maxima and sums are joined as a tree, all in float,
// which devices have. exp() is the device's: halide_exp knows infinity, which Halide hands over as a scalar.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

struct SoftmaxSlicesAlgorithm {
  Kernel kernel;
  Halide::Func largest, mass; ///< (u, n): of a slice
  Halide::Var k, n, u;
  Halide::RDom first, second; ///< classes of a slice, for its maximum and for its mass
};

SoftmaxSlicesAlgorithm defineSoftmaxSlices(const KernelKey &key, int slices);

} // namespace resnetc
