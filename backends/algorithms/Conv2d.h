// Conv2d: a convolution with shift, residual and ReLU, computed by tiles of pixels.
//
//   out[n,y,x,k] = relu( shift[k] + residual[n,y,x,k]
//                        + sum over r,s,c of in[n, y*stride + r - top, x*stride + s - left, c] * filter[r,s,c,k] )
//
// Pixels are counted flat over the map, so 7 x 7 is 49 pixels and not seven rags. The
// last tile of pixels overlaps the one before it instead of being ragged, which is why
// only a tile that divides the map may write over its residual.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

struct Conv2dAlgorithm {
  Kernel kernel;
  Halide::Func sum;
  Halide::Var k, pixel, n;
  Halide::RDom window;        ///< x: channels of a chunk, y: chunks, z: columns, w: rows
  Halide::RDom tile;          ///< x: pixels of a tile, y: tiles
  int64_t channelsOfChunk, tiles, panels;
};

Conv2dAlgorithm defineConv2d(const KernelKey &key);

} // namespace resnetc
