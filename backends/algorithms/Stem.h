// Stem: a convolution of few channels, ReLU, and a max-pool of its result, so that the
// large map between them is never whole in memory.
//
// A row of the image is a run of w * c floats, so a row of the window is r * c
// neighbours and there is no loop over three channels. Padding of the pool counts as
// minus infinity: coordinates are clamped, and a repeated value changes no maximum.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

struct StemAlgorithm {
  Kernel kernel;
  Halide::Func sum, conv, best;  ///< reduction; with ReLU; maximum of a pool's window
  Halide::Var k, x, y, n;
  Halide::RDom window;           ///< x: run of s * c, y: rows
  Halide::RDom pool;             ///< x: columns, y: rows of a pool's window
  Halide::RDom pixel;            ///< x: columns, y: rows of the output
  int64_t run, convColumns;
};

StemAlgorithm defineStem(const KernelKey &key);

} // namespace resnetc
