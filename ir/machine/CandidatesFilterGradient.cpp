#include "ir/machine/Candidates.h"
#include "ir/machine/FilterGradientBlocks.h"
#include "ir/machine/KernelArguments.h"
#include "ir/machine/Partition.h"
#include "ir/machine/RegisterTiles.h"
#include <algorithm>

namespace resnetc {
namespace {

constexpr int64_t narrowestLanes = 4;

/// Filters by values of a window's row: first what was measured best on long runs, then
/// what divides short ones and does for few filters.
const std::vector<RegisterTile> &tilesFor(int64_t registers) {
  static const std::vector<RegisterTile> with32 = {{4, 6}, {2, 12}, {2, 11}, {1, 24}, {4, 5}, {2, 9}, {2, 7},
                                                   {2, 5}, {4, 3},  {1, 21}, {1, 12}, {1, 9}, {1, 7}, {1, 4},
                                                   {1, 3}, {1, 2},  {4, 1},  {2, 1},  {1, 1}};
  static const std::vector<RegisterTile> with16 = {{2, 6}, {2, 5}, {4, 3}, {2, 4}, {2, 3}, {1, 12}, {1, 9},
                                                   {1, 7}, {1, 4}, {1, 3}, {1, 2}, {4, 1}, {2, 1},  {1, 1}};
  return registers >= 32 ? with32 : with16;
}

/// As many pixels as let dy of a panel stay in the first cache: whole images or rows of one.
void setBlock(KernelKey &key, int64_t panel) {
  constexpr int64_t panelFloats = 12288, mostPixels = 400, mostPixelsOfOneTap = 200;
  const int64_t most = std::min(key.integer("r") == 1 ? mostPixelsOfOneTap : mostPixels, panelFloats / panel);
  const int64_t height = key.outputHeight(), width = key.outputWidth(), n = key.integer("n");
  const auto largestDivisor = [](int64_t value, int64_t limit) {
    int64_t divisor = std::max<int64_t>(1, std::min(value, limit));
    while (value % divisor)
      --divisor;
    return divisor;
  };
  key.set("rows", largestDivisor(height, most / width));
  const bool wholeImages = key.integer("rows") == height;
  key.set("images", wholeImages ? largestDivisor(n, most / (height * width)) : 1);
}

/// Pixels of many channels lie on few sets of the first cache, so they are copied into
/// panels where each value is used often enough: x by all filters, dy by the whole window.
std::string packOf(const KernelKey &key, const FilterGradientBlocks &blocks) {
  constexpr int64_t manyChannels = 512, fewChannels = 16, manyFilters = 64;
  const int64_t c = key.integer("c"), k = key.integer("k");
  const bool spread = key.integer("rows") == key.outputHeight() || key.integer("stride") > 1;
  const bool x = spread && c >= fewChannels && k >= manyFilters;
  const bool dy = x || (blocks.panels > 1 && c >= fewChannels && (spread || std::max(c, k) >= manyChannels));
  return x ? "both" : dy ? "dy" : "none";
}

Proposal proposeTile(const KernelKey &question, const RegisterTile &tile, const Machine &machine) {
  KernelKey key = question;
  const int64_t k = key.integer("k"), lanes = lanesOfFilterGradient(tile.vectors, k, machine.lanes);
  key.set("algorithm", "direct").set("tile", tile).set("prefetch", int64_t(0)).set("split", int64_t(1));
  setBlock(key, tile.vectors * lanes);
  const FilterGradientBlocks blocks = blocksOf(key);
  key.set("pack", packOf(key, blocks));
  const double pixels = double(key.integer("n")) * double(key.outputHeight() * key.outputWidth());
  const double multiplyAdds = pixels * double(blocks.tiles * blocks.values) * double(blocks.panels * blocks.panel);
  const double efficiency = efficiencyOf({tile, lanes}, machine, k);
  const double compute = 2 * multiplyAdds / machine.flopsPerSecond / efficiency;
  const double memory = streamingSeconds(key, machine);
  const double seconds = std::max(compute, memory);
  key.set("split", choosePartition({{"panels", blocks.panels}, {"tiles", blocks.tiles}}, seconds).parts);
  return {key, seconds, memory > compute ? "bound by memory" : "bound by multiply-adds"};
}

std::string faultOfBlock(const KernelKey &key) {
  const int64_t rows = key.integer("rows"), images = key.integer("images"), height = key.outputHeight();
  if (rows < 1 || images < 1 || height % rows || key.integer("n") % images)
    return "blocks of " + std::to_string(rows) + " rows and " + std::to_string(images) + " images do not divide " +
           key.text("n") + " maps of " + std::to_string(height) + " rows";
  return images > 1 && rows != height ? "a block is of several images, but not of all their rows" : "";
}

} // namespace

Proposals proposeFilterGradient(const KernelKey &question, const Machine &machine) {
  Proposals proposals;
  for (const RegisterTile &tile : tilesFor(machine.vectorRegisters))
    proposals.push_back(proposeTile(question, tile, machine));
  const double multiplyAdds = double(question.integer("n")) * double(question.outputHeight() * question.outputWidth()) *
                              double(question.integer("r") * question.integer("r")) *
                              double(question.integer("c") * question.integer("k"));
  proposals.push_back({plainChoice(question), plainSeconds(multiplyAdds, machine), "one sum at a time"});
  return proposals;
}

std::string faultOfFilterGradient(const KernelKey &key, const Machine &machine) {
  if (key.text("algorithm") == "plain")
    return faultOfPlain(key);
  if (key.text("algorithm") != "direct")
    return "unknown algorithm " + key.text("algorithm");
  const RegisterTile tile = key.tile();
  const int64_t k = key.integer("k"), run = key.integer("r") * key.integer("c");
  const int64_t lanes = lanesOfFilterGradient(tile.vectors, k, machine.lanes);
  if (lanes < narrowestLanes)
    return std::to_string(k) + " filters are fewer than a tile has";
  if (tile.pixels > run)
    return "the tile of " + std::to_string(tile.pixels) + " values is longer than the window's row of " +
           std::to_string(run);
  std::string fault = faultOfTile(tile, tile.vectors * lanes, run, k, machine);
  if (fault.empty())
    fault = faultOfBlock(key);
  if (!fault.empty())
    return fault;
  const std::string &pack = key.text("pack");
  if (pack != "none" && pack != "dy" && pack != "x" && pack != "both")
    return "unknown packing " + pack;
  if (key.flag("prefetch"))
    return "blocks are not fetched ahead";
  const FilterGradientBlocks blocks = blocksOf(key);
  return blocks.cutsPanels || isExactCut(blocks.tiles, blocks.parts)
             ? ""
             : "neither " + std::to_string(blocks.panels) + " panels nor " + std::to_string(blocks.tiles) +
                   " tiles are cut into " + std::to_string(blocks.parts) + " parts";
}

} // namespace resnetc
