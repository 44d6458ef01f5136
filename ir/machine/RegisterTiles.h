// RegisterTiles: the blocks of sums that a convolution keeps in registers over its
// whole reduction: which there are, which fit a machine, and what they reach.
// Figures: two cores of a Zen 5, filters from memory (recipes of direct convolution).
#pragma once
#include "ir/machine/KernelKey.h"
#include "ir/machine/Machine.h"

namespace resnetc {

/// A tile and the floats of each of its vectors; a panel of filters is vectors x lanes.
struct TileShape {
  RegisterTile tile;
  int64_t lanes;
  int64_t panel() const { return tile.vectors * lanes; }
};

/// Tiles worth a try for `filters` output channels, measured ones first. Narrow
/// vectors come only where full ones would leave lanes idle.
std::vector<TileShape> tilesFor(const Machine &machine, int64_t filters);

/// Part of the machine's peak that the tile reaches if nothing else disturbs it:
/// `lanes` below the machine's cost their share, and so do guarded stores where the
/// last panel has less than its filters.
double efficiencyOf(const TileShape &shape, const Machine &machine, int64_t filters);

/// Why a tile with this panel cannot be built for so many pixels and filters, or nothing.
std::string faultOfTile(const RegisterTile &tile, int64_t panel, int64_t pixels, int64_t filters,
                        const Machine &machine);

} // namespace resnetc
