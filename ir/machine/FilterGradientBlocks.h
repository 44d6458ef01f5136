// FilterGradientBlocks: how the sums of a filter's gradient are cut. It is a matrix product
// whose reduction runs over pixels. A row of the window is a run of r * c neighbouring
// floats of the input, so there is no loop over the window's columns.
//
//   tile    filters x values of a run, whose sums stay in registers over a block of pixels
//   block   `rows` rows of `images` images; blocks are added in their order
//
// The last tile of filters and of a run overlaps the one before; what that one has is not
// stored again.
#pragma once
#include "ir/machine/KernelKey.h"

namespace resnetc {

struct FilterGradientBlocks {
  int64_t lanes, panel;         ///< floats of a vector; filters of a tile
  int64_t values, run;          ///< of a tile; of a window's row
  int64_t panels, runTiles;     ///< tiles of filters; of a window's row
  int64_t tiles;                ///< of all rows of the window
  int64_t rowBlocks, blocks;    ///< of an image; in all
  int64_t parts;
  bool cutsPanels;              ///< parts are of panels where they are cut exactly, else of tiles

  int64_t panelsOfPart() const;
  int64_t tilesOfPart() const;
};

/// Of a filter_gradient's key with its choice, whose machine is known. Vectors are as wide
/// as the machine's unless a tile would then have more filters than there are.
FilterGradientBlocks blocksOf(const KernelKey &key);

/// The floats of such a vector; below 4 if there is none.
int64_t lanesOfFilterGradient(int64_t vectors, int64_t filters, int64_t machineLanes);

} // namespace resnetc
