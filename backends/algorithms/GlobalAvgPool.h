// GlobalAvgPool: the mean of each channel over its map, summed row by row.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

struct GlobalAvgPoolAlgorithm {
  Kernel kernel;
  Halide::Func rowSum, sum; ///< two levels: the error of a long sum grows with its length
  Halide::Var c, n;
  Halide::RDom column, row;
};

GlobalAvgPoolAlgorithm defineGlobalAvgPool(const KernelKey &key);

} // namespace resnetc
