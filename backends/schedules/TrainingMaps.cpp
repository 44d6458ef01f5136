// Kernels that write a map: the interior of it, row by row.
#include "backends/algorithms/BatchNormGradient.h"
#include "backends/algorithms/Elementwise.h"
#include "backends/algorithms/MapGradients.h"
#include "backends/algorithms/MaxPoolIndices.h"
#include "backends/schedules/Lanes.h"
#include "backends/schedules/Training.h"
#include "ir/machine/Partition.h"

namespace resnetc {
using namespace Halide;

namespace {
/// The rows of all images in a row, cut into the key's parts. Leaves the loops line, part.
void cutRows(Stage store, const RVar &y, const RVar &n, int64_t rows, int64_t parts) {
  RVar line("line"), part("part");
  store.allow_race_conditions().fuse(y, n, line);
  store.split(line, part, line, int(stepsOfPart(rows, parts)), TailStrategy::GuardWithIf);
  if (parts > 1)
    store.parallel(part);
}

Kernel scheduleInterior(const KernelKey &key, InteriorAlgorithm map) {
  const int lanes = lanesDividing(key, key.integer("c"));
  Var vector("vector"), lane("lane");
  Stage store = map.kernel.output.update();
  store.split(map.c, vector, lane, lanes).reorder(lane, vector, map.pixel.x, map.pixel.y, map.pixel.z).vectorize(lane);
  cutRows(store, map.pixel.y, map.pixel.z, key.integer("n") * key.integer("h"), key.integer("split"));
  for (Func &factor : map.ofChannel)
    factor.compute_root().vectorize(map.c, lanes).store_in(MemoryType::Stack);
  return map.kernel;
}

Kernel scheduleElementwise(const KernelKey &key, ElementwiseAlgorithm map) {
  RVar vector("vector"), lane("lane");
  Stage store = map.kernel.output.update();
  store.allow_race_conditions()
      .split(map.value.x, vector, lane, lanesOf(key), TailStrategy::GuardWithIf)
      .reorder(lane, vector, map.value.y, map.value.z)
      .vectorize(lane);
  cutRows(store, map.value.y, map.value.z, key.integer("n") * key.integer("h"), key.integer("split"));
  return map.kernel;
}
} // namespace

Kernel buildBatchNorm(const KernelKey &key) { return scheduleInterior(key, defineBatchNorm(key)); }
Kernel buildBatchNormGradient(const KernelKey &key) { return scheduleInterior(key, defineBatchNormGradient(key)); }
Kernel buildBatchNormFrozenGradient(const KernelKey &key) {
  return scheduleInterior(key, defineBatchNormFrozenGradient(key));
}
Kernel buildMaxPoolGradient(const KernelKey &key) { return scheduleInterior(key, defineMaxPoolGradient(key)); }
Kernel buildGlobalAvgPoolGradient(const KernelKey &key) {
  return scheduleInterior(key, defineGlobalAvgPoolGradient(key));
}
Kernel buildPadChannelsGradient(const KernelKey &key) { return scheduleInterior(key, definePadChannelsGradient(key)); }
Kernel buildRelu(const KernelKey &key) { return scheduleElementwise(key, defineRelu(key)); }
Kernel buildReluGradient(const KernelKey &key) { return scheduleElementwise(key, defineReluGradient(key)); }
Kernel buildAdd(const KernelKey &key) { return scheduleElementwise(key, defineAdd(key)); }

Kernel buildMaxPoolIndices(const KernelKey &key) {
  MaxPoolIndicesAlgorithm pool = defineMaxPoolIndices(key);
  const int lanes = lanesDividing(key, key.integer("c"));
  const int64_t parts = key.integer("split");
  Var vector("vector"), lane("lane");
  RVar part("part"), row("row");
  Func &output = pool.kernel.output, &indices = pool.kernel.moreOutputs[0];
  for (Func *map : {&output, &indices}) {
    Stage store = map->update();
    store.split(pool.c, vector, lane, lanes)
        .split(pool.pixel.y, part, row, int(stepsOfPart(key.outputHeight(), parts)), TailStrategy::GuardWithIf)
        .reorder(lane, vector, pool.pixel.x, row, pool.pixel.z, part)
        .allow_race_conditions()
        .vectorize(lane);
    if (parts > 1)
      store.parallel(part);
  }
  indices.update().compute_with(output.update(), vector); // both out of the same registers
  pool.best.compute_at(output, vector).store_in(MemoryType::Stack).bound_extent(pool.c, lanes).vectorize(pool.c, lanes);
  pool.best.update().vectorize(pool.c, lanes).unroll(pool.window.x).unroll(pool.window.y);
  return pool.kernel;
}

} // namespace resnetc
