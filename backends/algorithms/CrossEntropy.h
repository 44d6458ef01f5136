// CrossEntropy: softmax with cross-entropy over the images that count: mean loss, how many
// are right, and the gradient of the logits. Exponents are relative to a row's largest
// logit, so that no logit is too large.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

struct CrossEntropyAlgorithm {
  Kernel kernel;                           ///< gradient (k, n), then loss and correct
  Halide::Func largest, power, sum, right; ///< power (k, n), the others (n)
  std::vector<Halide::Func> ofRow;         ///< further values (n)
  std::vector<Halide::Func> totals;        ///< of all rows: how many count, and sums in their order
  Halide::Var k, n;
};

CrossEntropyAlgorithm defineCrossEntropy(const KernelKey &key);

} // namespace resnetc
