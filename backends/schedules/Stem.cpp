#include "backends/schedules/Stem.h"
#include "backends/algorithms/Stem.h"
#include "backends/schedules/Lanes.h"
#include "ir/machine/Partition.h"
#include <algorithm>

namespace resnetc {
namespace {
using namespace Halide;

/// 21 neighbours go by threes, 9 by threes, 7 and 5 at once.
int unrollOfRun(int64_t run) {
  int steps = run < 3 ? int(run) : 3;
  while (run % steps)
    ++steps;
  return steps;
}

int powerOfTwoFrom(int64_t value) {
  int power = 1;
  while (power < value)
    power *= 2;
  return power;
}

/// One window of the pool at a time, one sum at a time.
void schedulePlain(StemAlgorithm &stem) {
  Func &output = stem.kernel.output;
  output.update().reorder(stem.k, stem.pixel.x, stem.pixel.y, stem.n);
  stem.best.compute_at(output, stem.k).store_in(MemoryType::Stack);
  stem.best.update().reorder(stem.pool.x, stem.pool.y);
  stem.sum.compute_at(stem.best, stem.pool.x).store_in(MemoryType::Stack);
}

/// The convolution's rows on register tiles, a panel of filters after the other.
void scheduleRows(StemAlgorithm &stem, const RegisterTile &tile, int panel, int lanes) {
  Var part("part"), lane("lane"), columns("columns"), column("column");
  stem.conv.bound(stem.x, 0, int(stem.convColumns))
      .split(stem.x, columns, column, int(tile.pixels), TailStrategy::ShiftInwards)
      .split(stem.k, part, lane, panel, TailStrategy::RoundUp)
      .reorder(lane, column, columns, part, stem.y, stem.n)
      .vectorize(lane, lanes).unroll(lane).unroll(column);
  stem.sum.compute_at(stem.conv, columns).store_in(MemoryType::Stack)
      .bound_extent(stem.k, panel).bound_extent(stem.x, int(tile.pixels))
      .vectorize(stem.k, lanes).unroll(stem.k).unroll(stem.x)
      .update().reorder(stem.k, stem.x, stem.window.x, stem.window.y)
      .vectorize(stem.k, lanes).unroll(stem.k).unroll(stem.x).unroll(stem.window.x, unrollOfRun(stem.run));
}
} // namespace

Kernel buildStem(const KernelKey &key) {
  StemAlgorithm stem = defineStem(key);
  if (key.text("algorithm") == "plain") {
    schedulePlain(stem);
    return stem.kernel;
  }
  const RegisterTile tile = key.tile();
  const int panel = int(key.integer("panel")), lanes = panel / int(tile.vectors);
  const int64_t rows = argumentsOf(key).back().extents[1], parts = key.integer("split");
  Func &output = stem.kernel.output;
  Stage store = output.update();
  Var vector("vector"), lane("lane");
  RVar part("part"), row("row");
  store.split(stem.pixel.y, part, row, int(stepsOfPart(rows, parts)), TailStrategy::GuardWithIf)
      .split(stem.k, vector, lane, lanes, TailStrategy::GuardWithIf)
      .reorder(lane, vector, stem.pixel.x, row, stem.n, part)
      .allow_race_conditions()
      .vectorize(lane);
  if (parts > 1)
    store.parallel(part);
  stem.best.compute_at(output, vector).store_in(MemoryType::Stack).bound_extent(stem.k, lanes)
      .vectorize(stem.k, lanes)
      .update().vectorize(stem.k, lanes).unroll(stem.pool.x).unroll(stem.pool.y);
  // Rows that two pools share are computed once in a strip; a power of two makes the
  // place of a row in the window a mask.
  stem.conv.store_at(output, stem.n).compute_at(output, row).store_in(MemoryType::Heap)
      .fold_storage(stem.y, powerOfTwoFrom(std::max(key.integer("pool"), key.integer("pool_stride"))));
  scheduleRows(stem, tile, panel, lanes);
  return stem.kernel;
}

} // namespace resnetc
