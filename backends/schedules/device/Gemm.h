// Gemm: the one order of every matrix product on every device. A block of threads brings a step of
// both factors to shared memory, and each thread keeps its share of the sums in registers over the
// whole reduction. What schedules cannot say, two lowering passes do: PrivateSums and FetchAhead.
#pragma once
#include "backends/algorithms/Gemm.h"
#include "ir/machine/DeviceTiles.h"

namespace resnetc {

/// How the product's definition must be cut for a tile.
GemmCut cutOf(const DeviceTile &tile);

/// Schedules `gemm.kernel`, whose output's update stores sum(k, place, z); z is a dimension of
/// the output where gemm.partsInOutput.
void scheduleGemm(GemmAlgorithm &gemm, const DeviceTile &tile);

} // namespace resnetc
