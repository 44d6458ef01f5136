#include "backends/schedules/Conv2d.h"
#include "backends/algorithms/Conv2d.h"
#include "backends/algorithms/Dense.h"
#include "backends/schedules/Lanes.h"
#include "backends/schedules/PrefetchFilters.h"
#include "ir/machine/Partition.h"

namespace resnetc {
namespace {
using namespace Halide;

/// Cuts the loop over tiles, panels or images into the key's parts, each part's loop
/// outside of all others.
void cutIntoParts(Stage store, const Conv2dAlgorithm &conv, const KernelKey &key, const Var &panels) {
  const std::string &loop = key.text("parallel");
  const int64_t parts = key.integer("split");
  if (loop == "pixels") {
    RVar part("part"), step("step");
    store.split(conv.tile.y, part, step, int(stepsOfPart(conv.tiles, parts)), TailStrategy::GuardWithIf)
        .reorder(conv.tile.x, step, conv.n, panels, part)
        .parallel(part);
    return;
  }
  Var part("part"), step("step");
  if (loop == "filters")
    store.split(panels, part, step, int(stepsOfPart(conv.panels, parts)), TailStrategy::GuardWithIf)
        .reorder(conv.tile.x, conv.tile.y, conv.n, step, part)
        .parallel(part);
  if (loop == "images")
    store.split(conv.n, part, step, int(stepsOfPart(key.integer("n"), parts)), TailStrategy::GuardWithIf)
        .reorder(conv.tile.x, conv.tile.y, step, panels, part)
        .parallel(part);
}
void scheduleConv2d(Conv2dAlgorithm &conv, const KernelKey &key, int unroll) {
  const RegisterTile tile = key.tile();
  const int panel = int(key.integer("panel")), lanes = panel / int(tile.vectors);
  Func &output = conv.kernel.output; // a copy would keep its lowering passes to itself
  Var panels("panels"), lane("lane");
  Stage store = output.update();
  // Filters beyond k are computed, their weights being zero, and not stored.
  store.split(conv.k, panels, lane, panel, TailStrategy::GuardWithIf)
      .reorder(lane, conv.tile.x, conv.tile.y, conv.n, panels)
      .allow_race_conditions();
  cutIntoParts(store, conv, key, panels);
  const bool plain = lanes == 1;
  if (!plain)
    store.vectorize(lane, lanes).unroll(lane).unroll(conv.tile.x);

  conv.sum.store_in(MemoryType::Stack).bound_extent(conv.k, panel).bound_extent(conv.pixel, int(tile.pixels));
  if (key.text("parallel") == "pixels")
    conv.sum.compute_at(output, RVar("step"));
  else
    conv.sum.compute_at(output, conv.tile.y);
  Stage add = conv.sum.update();
  add.reorder(conv.k, conv.pixel, conv.window.x, conv.window.y, conv.window.z, conv.window.w);
  if (plain)
    return;
  conv.sum.vectorize(conv.k, lanes).unroll(conv.k).unroll(conv.pixel);
  add.vectorize(conv.k, lanes).unroll(conv.k).unroll(conv.pixel);
  add.unroll(conv.window.x, largestDivisor(conv.channelsOfChunk, unroll));

  if (key.flag("prefetch")) {
    const int64_t r = key.integer("r"), chunks = key.integer("c") / conv.channelsOfChunk;
    const int64_t passes =
        key.text("parallel") == "pixels" ? stepsOfPart(conv.tiles, key.integer("split")) : conv.tiles;
    const FilterReads reads = {
        conv.sum.name(), conv.window.y.name(), conv.kernel.inputs[1].name(), panel, r * r * chunks, passes};
    conv.kernel.addPasses = [reads](Pipeline &pipeline) {
      pipeline.add_custom_lowering_pass(new PrefetchFilters(reads)); // which deletes it
    };
  }
}
} // namespace

Kernel buildConv2d(const KernelKey &key) {
  Conv2dAlgorithm conv = defineConv2d(key);
  scheduleConv2d(conv, key, 4);
  return conv.kernel;
}

Kernel buildDense(const KernelKey &key) {
  const KernelKey convolution = denseAsConv2d(key);
  Conv2dAlgorithm conv = defineConv2d(convolution);
  scheduleConv2d(conv, convolution, 8);
  return conv.kernel;
}

} // namespace resnetc
