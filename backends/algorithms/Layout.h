// Layout: the caller's images with channels innermost and a halo of zeros around them.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

struct LayoutAlgorithm {
  Kernel kernel;       ///< rows of floats: the definition writes zeros, the update the images
  Halide::Var i, y, n; ///< i: floats of a row
  Halide::RDom value;  ///< nhwc: x: floats of a row, y: rows; nchw: x: channels, y: columns, z: rows
};

LayoutAlgorithm defineLayout(const KernelKey &key);

} // namespace resnetc
