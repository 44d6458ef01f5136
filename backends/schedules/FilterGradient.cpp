#include "backends/schedules/FilterGradient.h"
#include "backends/algorithms/FilterGradient.h"

namespace resnetc {
namespace {
using namespace Halide;

/// About four pixels of a row in a row, and no remainder; of a column where rows are one pixel.
void unrollPixels(Stage add, const FilterGradientAlgorithm &gradient, const KernelKey &key) {
  const int64_t width = key.outputWidth();
  const auto stepOf = [](int64_t pixels) {
    for (const int64_t step : {4, 7, 2, 5, 3})
      if (pixels % step == 0)
        return int(step);
    return 1;
  };
  if (width > 1)
    add.unroll(gradient.pixel.x, stepOf(width));
  else
    add.unroll(gradient.pixel.y, stepOf(key.integer("rows")));
}

void packReads(FilterGradientAlgorithm &gradient, const KernelKey &key) {
  const FilterGradientBlocks &blocks = gradient.blocks;
  const std::string &pack = key.text("pack");
  const Func &dw = gradient.kernel.output;
  if (pack == "x" || pack == "both")
    gradient.input.compute_at(dw, gradient.block)
        .store_in(MemoryType::Heap)
        .reorder(gradient.value, gradient.tile, gradient.x, gradient.y, gradient.image)
        .bound(gradient.value, 0, int(blocks.values))
        .bound_extent(gradient.tile, int(blocks.runTiles))
        .vectorize(gradient.value);
  if (pack == "dy" || pack == "both")
    gradient.dy.compute_at(dw, blocks.cutsPanels ? gradient.panel : gradient.block)
        .store_in(MemoryType::Heap)
        .bound(gradient.filter, 0, int(blocks.panel))
        .bound_extent(gradient.tile, blocks.cutsPanels ? 1 : int(blocks.panels))
        .vectorize(gradient.filter, int(blocks.lanes))
        .unroll(gradient.filter);
}

} // namespace

Kernel buildFilterGradient(const KernelKey &key) {
  FilterGradientAlgorithm gradient = defineFilterGradient(key);
  const FilterGradientBlocks &blocks = gradient.blocks;
  const int lanes = int(blocks.lanes);
  Func &dw = gradient.kernel.output;
  Stage store = dw.update();
  store.allow_race_conditions(); // of tiles that overlap only one stores
  if (blocks.parts > 1)
    store.parallel(gradient.part);
  Func &sum = gradient.sum;
  sum.compute_at(dw, gradient.runTile).store_in(MemoryType::Stack);
  Stage add = sum.update();
  add.reorder(gradient.filter, gradient.value, gradient.pixel.x, gradient.pixel.y, gradient.pixel.z);
  if (key.text("algorithm") == "plain")
    return gradient.kernel;
  store.vectorize(gradient.filterOfTile, lanes).unroll(gradient.filterOfTile).unroll(gradient.valueOfTile);
  // Whole tiles, although of the last one only a part is stored.
  sum.bound(gradient.filter, 0, int(blocks.panel)).bound(gradient.value, 0, int(blocks.values));
  sum.vectorize(gradient.filter, lanes).unroll(gradient.filter).unroll(gradient.value);
  add.vectorize(gradient.filter, lanes).unroll(gradient.filter).unroll(gradient.value);
  unrollPixels(add, gradient, key);
  packReads(gradient, key);
  return gradient.kernel;
}

} // namespace resnetc
