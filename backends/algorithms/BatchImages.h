// BatchImages: the images of a step to the first layer's layout. Of the caller's images
// only those that count are read: his memory may end behind them. The others are zero
// images, and the halo is zeros.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

struct BatchImagesAlgorithm {
  Kernel kernel;
  Halide::Var i, y, n;
  Halide::RDom value; ///< floats of a row and rows; channels first: channels, columns, rows
};

BatchImagesAlgorithm defineBatchImages(const KernelKey &key);

} // namespace resnetc
