// SumParts: the parts of a sum that one kernel of a device left, added in their order:
//   out[n,y,x,k] = relu( sum over z of parts[z,n,y,x,k] + shift[k] + residual[n,y,x,k] )
#pragma once
#include "backends/algorithms/Interior.h"

namespace resnetc {

struct SumPartsAlgorithm {
  InteriorAlgorithm map;
  Halide::Func sum; ///< (c, x, y, n)
  Halide::RDom part;
};

SumPartsAlgorithm defineSumParts(const KernelKey &key);

} // namespace resnetc
