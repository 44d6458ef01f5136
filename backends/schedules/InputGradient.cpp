#include "backends/schedules/InputGradient.h"
#include "backends/algorithms/InputGradient.h"
#include "backends/schedules/Lanes.h"
#include "ir/machine/Partition.h"

namespace resnetc {
namespace {
using namespace Halide;

/// Steps of the reduction in a row: the addresses of a tile's pixels are made anew for each.
constexpr int unrolledFilters = 8;

/// Cuts the loop over panels or images into the key's parts, each part's loop outside of all others.
void orderTiles(Stage store, const PhaseAlgorithm &phase, const InputGradientAlgorithm &gradient, const KernelKey &key,
                const Var &lane, Var panels) {
  const int64_t parts = key.integer("split"), panel = key.integer("panel");
  Var part("part"), step("step"), images = gradient.n;
  if (parts > 1) {
    Var &cut = cutsPanels(key) ? panels : images;
    const int64_t steps = cutsPanels(key) ? (key.integer("c") + panel - 1) / panel : key.integer("n");
    store.split(cut, part, step, int(stepsOfPart(steps, parts)), TailStrategy::GuardWithIf);
    cut = step;
  }
  std::vector<VarOrRVar> loops = {lane, phase.tile.x, phase.tile.y, images, panels};
  if (goesByImages(key))
    std::swap(loops[3], loops[4]);
  if (parts > 1)
    loops.push_back(part);
  store.reorder(loops);
  if (parts > 1)
    store.parallel(part);
}

void scheduleSum(Func output, PhaseAlgorithm &phase, const InputGradientAlgorithm &gradient, const KernelKey &key) {
  const int panel = int(key.integer("panel")), lanes = panel / int(key.tile().vectors);
  Func &sum = phase.sum;
  sum.compute_at(output, phase.tile.y).store_in(MemoryType::Stack);
  sum.bound_extent(gradient.c, panel).bound_extent(gradient.pixel, int(phase.tilePixels));
  sum.vectorize(gradient.c, lanes).unroll(gradient.c).unroll(gradient.pixel);
  sum.update()
      .reorder(gradient.c, gradient.pixel, phase.window.x, phase.window.y, phase.window.z, phase.window.w)
      .vectorize(gradient.c, lanes)
      .unroll(gradient.c)
      .unroll(gradient.pixel)
      .unroll(phase.window.x, largestDivisor(phase.filtersOfChunk, unrolledFilters));
}

/// Pixels that no tap reaches are written whole, one after another; parts are of images.
void scheduleFill(Stage store, const PhaseAlgorithm &phase, const InputGradientAlgorithm &gradient,
                  const KernelKey &key) {
  const int panel = int(key.integer("panel"));
  const int64_t images = stepsOfPart(key.integer("n"), key.integer("split"));
  Var panels("panels"), lane("lane"), part("part"), step("step");
  store.split(gradient.c, panels, lane, panel, TailStrategy::GuardWithIf)
      .split(gradient.n, part, step, int(images), TailStrategy::GuardWithIf)
      .reorder(lane, panels, phase.tile.x, phase.tile.y, step, part)
      .allow_race_conditions()
      .vectorize(lane, panel / int(key.tile().vectors));
  if (key.integer("split") > 1)
    store.parallel(part);
}

void schedulePhase(Stage store, PhaseAlgorithm &phase, const InputGradientAlgorithm &gradient, const KernelKey &key) {
  const int panel = int(key.integer("panel")), lanes = panel / int(key.tile().vectors);
  Var panels("panels"), lane("lane");
  // Channels beyond c are computed, their weights being zero, and not stored.
  store.split(gradient.c, panels, lane, panel, TailStrategy::GuardWithIf).allow_race_conditions();
  orderTiles(store, phase, gradient, key, lane, panels);
  store.vectorize(lane, lanes).unroll(lane).unroll(phase.tile.x);
  scheduleSum(gradient.kernel.output, phase, gradient, key);
}
} // namespace

Kernel buildInputGradient(const KernelKey &key) {
  InputGradientAlgorithm gradient = defineInputGradient(key);
  if (key.text("algorithm") == "plain") {
    gradient.plainSum.compute_at(gradient.kernel.output, gradient.pixelOfPlain);
    return gradient.kernel;
  }
  for (size_t i = 0; i < gradient.phases.size(); ++i) {
    PhaseAlgorithm &phase = gradient.phases[i];
    Stage store = gradient.kernel.output.update(int(i));
    if (phase.taps)
      schedulePhase(store, phase, gradient, key);
    else
      scheduleFill(store, phase, gradient, key);
  }
  return gradient.kernel;
}

} // namespace resnetc
