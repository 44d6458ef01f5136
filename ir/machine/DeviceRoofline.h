// DeviceRoofline: how long a matrix product should take on a device: the slowest of its multiply-adds,
// its instructions, shared memory and memory, with as many blocks as fit. A model of a class of
// devices: its figures are counted in SASS, or assumed, and fitted to no device.
#pragma once
#include "ir/machine/DeviceTiles.h"

namespace resnetc {

struct GemmWork {
  int64_t columns, rows;
  int64_t steps;         ///< of DeviceTile::step terms, of each part
  int64_t parts;
  int64_t rowPhases = 1; ///< products of `rows` rows each that lie behind each other in the grid, counted in `parts`
  double sharedRows;     ///< how often the pixels that a window brings are counted: r * r taps share most of them
  double weightBytes;    ///< from memory
  double activationBytes; ///< read and written; from the last cache if they fit
};

struct GemmPrediction {
  double seconds; ///< launch included
  std::string reason;
};

GemmPrediction predictGemm(const GemmWork &work, const DeviceTile &tile, const Machine &machine);

/// The work of conv2d, conv2d_parts or dense.
GemmWork gemmWorkOf(const KernelKey &key);

/// Time of so many bytes of activations, from the last cache or from memory.
double activationSeconds(double bytes, const Machine &machine);

} // namespace resnetc
