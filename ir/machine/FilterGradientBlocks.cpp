#include "ir/machine/FilterGradientBlocks.h"
#include "ir/machine/Machine.h"
#include "ir/machine/Partition.h"

namespace resnetc {

int64_t lanesOfFilterGradient(int64_t vectors, int64_t filters, int64_t machineLanes) {
  int64_t lanes = machineLanes;
  while (lanes > 1 && vectors * lanes > filters)
    lanes /= 2;
  return lanes;
}

FilterGradientBlocks blocksOf(const KernelKey &key) {
  const RegisterTile tile = key.tile();
  const int64_t k = key.integer("k");
  const bool plain = key.text("algorithm") == "plain";
  FilterGradientBlocks blocks;
  blocks.lanes = plain ? 1 : lanesOfFilterGradient(tile.vectors, k, findMachine(key.text("machine"))->lanes);
  blocks.panel = tile.vectors * blocks.lanes;
  blocks.values = tile.pixels;
  blocks.run = key.integer("r") * key.integer("c");
  blocks.panels = (k + blocks.panel - 1) / blocks.panel;
  blocks.runTiles = (blocks.run + blocks.values - 1) / blocks.values;
  blocks.tiles = key.integer("r") * blocks.runTiles;
  blocks.rowBlocks = key.outputHeight() / key.integer("rows");
  blocks.blocks = blocks.rowBlocks * (key.integer("n") / key.integer("images"));
  blocks.parts = key.integer("split");
  blocks.cutsPanels = isExactCut(blocks.panels, blocks.parts);
  return blocks;
}

int64_t FilterGradientBlocks::panelsOfPart() const { return cutsPanels ? stepsOfPart(panels, parts) : panels; }
int64_t FilterGradientBlocks::tilesOfPart() const { return cutsPanels ? tiles : stepsOfPart(tiles, parts); }

} // namespace resnetc
