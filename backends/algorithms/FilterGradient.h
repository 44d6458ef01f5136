// FilterGradient: the gradient of a convolution's or dense layer's filter,
//
//   dw[r,s,c,k] = sum over n,y,x of in[n, y*stride + r - top, x*stride + s - left, c] * dy[n,y,x,k]
//
// by blocks of pixels (ir/machine/FilterGradientBlocks.h): the sums of a block are added to
// the result one block after another, so bits do not depend on a number of threads.
#pragma once
#include "backends/algorithms/Kernel.h"
#include "ir/machine/FilterGradientBlocks.h"

namespace resnetc {

struct FilterGradientAlgorithm {
  Kernel kernel;
  FilterGradientBlocks blocks;
  Halide::Func sum;                    ///< of a tile, over a block
  Halide::Func input, dy;              ///< what a block reads, by tiles; a schedule may pack them
  Halide::Var filter, value;           ///< of a tile
  Halide::Var x, y, image, tile;       ///< of `input` and `dy`: a pixel of the block, and the tile
  Halide::RDom pixel;                  ///< of a block: x: columns, y: rows, z: images
  Halide::RVar filterOfTile, valueOfTile, runTile, panel, part, block; ///< from the innermost loop outwards
};

FilterGradientAlgorithm defineFilterGradient(const KernelKey &key);

} // namespace resnetc
