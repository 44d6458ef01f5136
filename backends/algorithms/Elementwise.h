// Elementwise: kernels to which a row of a map is a run of floats, whatever its channels.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

struct ElementwiseAlgorithm {
  Kernel kernel;
  Halide::RDom value; ///< x: floats of a row, y: rows, z: images
};

ElementwiseAlgorithm defineRelu(const KernelKey &key);
ElementwiseAlgorithm defineReluGradient(const KernelKey &key); ///< dy where the ReLU's output is above 0
ElementwiseAlgorithm defineAdd(const KernelKey &key);          ///< then a ReLU, if the key says so

} // namespace resnetc
