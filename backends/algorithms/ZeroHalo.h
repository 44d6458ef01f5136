// ZeroHalo: zeros in the frame around each map, and nothing else.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

struct ZeroHaloAlgorithm {
  Kernel kernel;
  Halide::Var c, n;
  Halide::RDom pixel; ///< of the frame: rows above and below, then what is left and right
};

ZeroHaloAlgorithm defineZeroHalo(const KernelKey &key);

} // namespace resnetc
