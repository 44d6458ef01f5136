// BiasGradient: db[k] = sum of dy over all images and pixels, in double and in the order of
// memory, rounded once.
#pragma once
#include "backends/algorithms/ChannelSums.h"

namespace resnetc {

struct BiasGradientAlgorithm {
  Kernel kernel;
  Halide::Func sum;
  Halide::Var k;
  Halide::RDom pixel; ///< x: columns, y: rows, z: images
};

BiasGradientAlgorithm defineBiasGradient(const KernelKey &key);

/// The same sum as devices make it, in float (ChannelSums.h).
ChannelSumsKernel defineBiasSums(const KernelKey &key);

} // namespace resnetc
