// SeededValues: parameters and inputs for comparisons. The same everywhere and at any
// time: a value follows from its tensor's name, its index and the seed, not from the
// order in which tensors are made. Each value is a float32, so that a compiled net can
// take exactly the same ones.
#pragma once
#include "ir/dialect/Resnet.h"
#include "ir/interpreter/Interpreter.h"

namespace resnetc {

/// A value for each parameter of the net, well-conditioned so that float32 and double
/// stay close and softmax does not saturate: kernels uniform with He's variance
/// (smaller where shortcuts add their branches up), gamma 0.6 to 1.4,
/// moving variances 0.5 to 1.5, all others -0.1 to 0.1. The same for every phase of a net.
ParameterValues seededParameters(resnet::NetOp net, uint64_t seed);

/// Values from -1 to 1.
Tensor seededImages(std::vector<int64_t> shape, uint64_t seed);

/// Whole values from 0 to 255.
Tensor seededPixels(std::vector<int64_t> shape, uint64_t seed);

} // namespace resnetc
