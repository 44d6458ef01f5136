#include "backends/algorithms/FilterGradient.h"
#include "backends/algorithms/Buffers.h"

namespace resnetc {
using namespace Halide;

namespace {
/// The pixels of a block in the maps' coordinates.
struct Block {
  int rows, images, rowBlocks;
  Expr firstRow(const Expr &block) const { return block % rowBlocks * rows; }
  Expr firstImage(const Expr &block) const { return block / rowBlocks * images; }
};

/// Rows of the input are read by `number`: where the stride is larger than the window, those between are left out.
struct InputRows {
  int window, stride;
  bool hasGaps() const { return stride > window; }
  Expr number(const Expr &y, const Expr &r) const { return y * (hasGaps() ? window : stride) + r; }
  Expr row(const Expr &number) const { return hasGaps() ? number / window * stride + number % window : number; }
};

void defineReads(FilterGradientAlgorithm &gradient, const KernelKey &key, const Block &cut, const InputRows &rows) {
  const FilterGradientBlocks &blocks = gradient.blocks;
  const Padding pad = key.padding("pad");
  const int c = int(key.integer("c")), halo = int(key.layout("in").halo);
  const ImageParam &input = gradient.kernel.inputs[0], &dy = gradient.kernel.inputs[1];
  const Var &filter = gradient.filter, &value = gradient.value;
  const Var &x = gradient.x, &y = gradient.y, &image = gradient.image, &tile = gradient.tile;
  const Var block("block");
  const Expr firstValue = min(tile * int(blocks.values), int(blocks.run - blocks.values));
  gradient.input(value, x, y, image, tile, block) =
      input((x * rows.stride + halo - int(pad.left)) * c + firstValue + value,
            cut.firstRow(block) * rows.stride + rows.row(y) + halo - int(pad.top), cut.firstImage(block) + image);
  const Expr firstFilter = min(tile * int(blocks.panel), int(key.integer("k") - blocks.panel));
  gradient.dy(filter, x, y, image, tile, block) =
      dy(firstFilter + filter, x, cut.firstRow(block) + y, cut.firstImage(block) + image);
}

void defineResult(FilterGradientAlgorithm &gradient, const KernelKey &key, const KernelArgument &argument) {
  const FilterGradientBlocks &blocks = gradient.blocks;
  const int panel = int(blocks.panel), values = int(blocks.values), runTiles = int(blocks.runTiles);
  const int k = int(key.integer("k")), run = int(blocks.run);
  const int tiles = int(blocks.tilesOfPart()), panels = int(blocks.panelsOfPart());
  RDom all({{0, panel}, {0, values}, {0, tiles}, {0, panels}, {0, int(blocks.parts)}, {0, int(blocks.blocks)}}, "all");
  gradient.filterOfTile = all[0], gradient.valueOfTile = all[1], gradient.runTile = all[2];
  gradient.panel = all[3], gradient.part = all[4], gradient.block = all[5];

  Expr runTile = blocks.cutsPanels ? Expr(all[2]) : all[4] * tiles + all[2];
  Expr panelNumber = blocks.cutsPanels ? all[4] * panels + all[3] : Expr(all[3]);
  if (blocks.panels % panels) {
    all.where(panelNumber < int(blocks.panels));
    panelNumber = min(panelNumber, int(blocks.panels) - 1);
  }
  if (blocks.tiles % tiles) {
    all.where(runTile < int(blocks.tiles));
    runTile = min(runTile, int(blocks.tiles) - 1);
  }
  const Expr firstFilter = panelNumber * panel, firstValue = runTile % runTiles * values;
  const Expr filter = min(firstFilter, k - panel) + all[0], value = min(firstValue, run - values) + all[1];
  // What the last tile shares with the one before is stored once.
  if (k % panel)
    all.where(filter >= firstFilter);
  if (run % values)
    all.where(value >= firstValue);
  Func dw("dw");
  Var i("i"), j("j"), l("l");
  dw(i, j, l) = undef<float>();
  const Expr row = runTile / runTiles;
  dw(filter, value, row) =
      select(all[5] > 0, dw(filter, value, row), 0.0f) + gradient.sum(all[0], all[1], runTile, panelNumber, all[5]);
  fixRunsOutput(dw, argument);
  gradient.kernel.output = dw;
}
} // namespace

FilterGradientAlgorithm defineFilterGradient(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  FilterGradientAlgorithm gradient;
  gradient.blocks = blocksOf(key);
  gradient.kernel.inputs = {makeRowsInput(arguments[0]), makeInput(arguments[1])};
  gradient.sum = Func("sum"), gradient.input = Func("inputs"), gradient.dy = Func("gradients");
  gradient.filter = Var("filter"), gradient.value = Var("value");
  gradient.x = Var("x"), gradient.y = Var("y"), gradient.image = Var("image"), gradient.tile = Var("tile");
  const int rows = int(key.integer("rows")), images = int(key.integer("images"));
  const InputRows inputRows = {int(key.integer("r")), int(key.integer("stride"))};
  defineReads(gradient, key, {rows, images, int(gradient.blocks.rowBlocks)}, inputRows);

  const RDom pixel(0, int(key.outputWidth()), 0, rows, 0, images, "pixel");
  const Var runTile("runTile"), panel("panel"), block("block");
  const Expr tile = runTile % int(gradient.blocks.runTiles), row = runTile / int(gradient.blocks.runTiles);
  Func &sum = gradient.sum;
  sum(gradient.filter, gradient.value, runTile, panel, block) = 0.0f;
  sum(gradient.filter, gradient.value, runTile, panel, block) +=
      gradient.dy(gradient.filter, pixel.x, pixel.y, pixel.z, panel, block) *
      gradient.input(gradient.value, pixel.x, inputRows.number(pixel.y, row), pixel.z, tile, block);
  gradient.pixel = pixel;
  defineResult(gradient, key, arguments.back());
  return gradient;
}

} // namespace resnetc
