// Layout: the caller's images with channels innermost and a halo of zeros around them. Of a
// step of training (batch_images) only those that count are read, since the caller's memory
// may end behind them; the others are zero images.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

struct LayoutAlgorithm {
  Kernel kernel;       ///< rows of floats: the definition writes zeros, the update the images
  Halide::Var i, y, n; ///< i: floats of a row
  Halide::RDom value;  ///< nhwc: x: floats of a row, y: rows; nchw: x: channels, y: columns, z: rows
};

/// Of the operations layout and batch_images.
LayoutAlgorithm defineLayout(const KernelKey &key);

/// The same values in one definition, each by itself, for devices, where two stages would be two
/// launches. `value` is unused. All images are read, since device memory has all of them.
LayoutAlgorithm defineLayoutByValue(const KernelKey &key);

} // namespace resnetc
