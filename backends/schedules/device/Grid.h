// Grid: which thread of a device computes what, for kernels that touch each value once or a
// few times. A thread takes a vector of channels where channels come in fours; neighbouring
// threads take neighbouring channels, then neighbouring pixels.
#pragma once
#include "Halide.h"
#include <cstdint>

namespace resnetc {

/// Threads of a block that every device has (Vulkan promises no more).
constexpr int threadsOfBlock = 128;

/// A block of `across` x `down` threads, each of which computes `lanes` channels of a pixel.
struct GridShape {
  int lanes, across, down;
  int64_t pixelBlocks = 0; ///< of all pixels; where a grid has not so many, a block computes several
};

GridShape gridShapeOf(int64_t channels, int64_t pixels);

/// Puts a stage with channels, pixels and, if `layer` is given, a third dimension onto the grid.
/// Whatever else it loops over comes to lie within a thread. Returns the loop to compute at for
/// what a thread needs by itself.
Halide::VarOrRVar putOnGrid(Halide::Stage stage, const Halide::Var &channel, const Halide::VarOrRVar &pixel,
                            const GridShape &shape, const Halide::Var *layer = nullptr);

/// Puts the values of a pure Func onto it, a thread for each, in the order of memory; the last of
/// its dimensions counts the layers, of `values` each.
void putValuesOnGrid(Halide::Func output, int64_t values);

} // namespace resnetc
