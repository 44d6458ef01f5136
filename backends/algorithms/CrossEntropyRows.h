// CrossEntropyRows: CrossEntropy.h's values as one block of threads computes them: a thread takes
// every so-manieth row, and the threads' sums are joined in a fixed order. All in float, so sums are
// of short chains, and of a loss near zero it is what the largest logit leaves that is summed. exp()
// is the device's (SoftmaxSlices.h).
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

struct CrossEntropyRowsAlgorithm {
  Kernel kernel;      ///< gradient (k, n), then loss and correct (n), of one value each
  Halide::Func part;  ///< (t): sums of a thread's rows, loss and right answers
  Halide::Func bunch; ///< (t): of some threads
  std::vector<Halide::Func> ofGradientRow, ofLossRow; ///< (n): what a thread keeps of a row
  Halide::Var k, n, t;
  Halide::RDom turn, member; ///< rows of a thread; threads of a bunch
};

/// Rows are dealt to `threads` threads, a multiple of 8.
CrossEntropyRowsAlgorithm defineCrossEntropyRows(const KernelKey &key, int threads);

} // namespace resnetc
