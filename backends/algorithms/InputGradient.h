// InputGradient: the gradient of a convolution's input,
//
//   dx[n, y*stride + r - top, x*stride + s - left, c] = residual + sum over y,x,r,s,k of dy[n,y,x,k] * filter[r,s,k,c]
//
// The direct algorithm goes by phases (ir/machine/InputGradientPhases.h). Pixels of a phase
// are counted flat; the last tile of them overlaps the one before. The plain algorithm looks
// for each pixel at all taps, and clamps what it reads.
#pragma once
#include "backends/algorithms/Kernel.h"
#include "ir/machine/InputGradientPhases.h"

namespace resnetc {

/// A phase of rows and columns; update number i of the result is that of phase i.
struct PhaseAlgorithm {
  Halide::Func sum;       ///< undefined where no tap reaches the pixels: `taps` is 0
  Halide::RDom window;    ///< x: filters of a chunk, y: chunks, z: columns, w: rows
  Halide::RDom tile;      ///< x: pixels of a tile, y: tiles
  int64_t taps, tilePixels, filtersOfChunk;
};

struct InputGradientAlgorithm {
  Kernel kernel;
  std::vector<PhaseAlgorithm> phases; ///< none of a plain one
  Halide::Func plainSum;
  Halide::RVar pixelOfPlain, rowOfPlain; ///< loops over pixels, the first one innermost
  Halide::RDom plainWindow;           ///< x: filters, y: columns, z: rows
  Halide::Var c, pixel, n;
};

InputGradientAlgorithm defineInputGradient(const KernelKey &key);

} // namespace resnetc
