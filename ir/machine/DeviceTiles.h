// DeviceTiles: the blocks of a matrix product that devices compute: which there are, how the
// threads of a block share them, what a thread was counted to need, and which fit a machine.
#pragma once
#include "ir/machine/KernelKey.h"
#include "ir/machine/Machine.h"

namespace resnetc {

/// A block of columns x rows by lanes x rowThreads x layers threads. A thread sums `runs` runs of
/// four columns for `rowsOfThread` rows, of which `step` terms at a time are in shared memory.
struct DeviceTile {
  int64_t lanes, rowThreads, layers;
  int64_t runs, rowsOfThread;
  int64_t blocksTogether; ///< that should share a multiprocessor, which bounds a thread's registers

  // Of two steps, counted in SASS for sm_80 (tests/performance/ptx-table.sh --tiles): those of a 3x3
  // convolution, registers of the layer that takes most.
  int64_t registers, multiplyAdds, sharedLoads, instructions;

  static constexpr int64_t step = 8;
  int64_t threads() const { return lanes * rowThreads * layers; }
  int64_t columns() const { return lanes * runs * 4 * layers; }
  int64_t rows() const { return rowThreads * rowsOfThread; }
  int64_t pitch() const { return rows() + 4; } ///< floats of a term in shared memory, off the banks
  int64_t sharedBytes() const { return 2 * 4 * (pitch() + columns()) * step; } ///< this step and the next
  RegisterTile tile() const { return {columns(), rows()}; }                    ///< as keys name it
};

/// Largest first.
const std::vector<DeviceTile> &allDeviceTiles();
/// The tile of that name; null if there is none.
const DeviceTile *findDeviceTile(const RegisterTile &tile);
/// Why a device's class cannot run a key's tile, or nothing.
std::string faultOfDeviceTile(const RegisterTile &tile, const Machine &machine);

} // namespace resnetc
