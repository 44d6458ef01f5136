// Softmax: exp(v - largest) / sum of these, for each row. A row is read to its end
// before any of it is written, so the probabilities may lie on the logits.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

struct SoftmaxAlgorithm {
  Kernel kernel;
  Halide::Func largest, power, sum, inverse;
  Halide::Var k, n;
};

SoftmaxAlgorithm defineSoftmax(const KernelKey &key);

} // namespace resnetc
