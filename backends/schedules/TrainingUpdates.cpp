// Updates in place: one pass, a vector of all new values in registers before any is stored,
// and no store beyond the end.
#include "backends/algorithms/Updates.h"
#include "backends/schedules/Lanes.h"
#include "backends/schedules/Training.h"
#include "ir/machine/Partition.h"

namespace resnetc {
using namespace Halide;

namespace {
void scheduleVectors(const KernelKey &key, UpdateAlgorithm &update) {
  Var lane("lane");
  update.kernel.output.split(update.i, update.i, lane, lanesOf(key), TailStrategy::GuardWithIf).vectorize(lane);
  update.values.compute_at(update.kernel.output, lane);
}

Kernel scheduleUpdate(const KernelKey &key, UpdateAlgorithm update) {
  const int64_t steps = (key.integer("count") + elementsOfUpdateStep - 1) / elementsOfUpdateStep;
  const int64_t parts = key.integer("split");
  Var part("part");
  if (parts > 1)
    update.kernel.output
        .split(update.i, part, update.i, int(stepsOfPart(steps, parts) * elementsOfUpdateStep),
               TailStrategy::GuardWithIf)
        .parallel(part);
  scheduleVectors(key, update);
  return update.kernel;
}
} // namespace

Kernel buildSgdUpdate(const KernelKey &key) { return scheduleUpdate(key, defineSgdUpdate(key)); }
Kernel buildAdamUpdate(const KernelKey &key) { return scheduleUpdate(key, defineAdamUpdate(key)); }

Kernel buildUpdateMoving(const KernelKey &key) {
  UpdateAlgorithm update = defineUpdateMoving(key);
  scheduleVectors(key, update);
  return update.kernel;
}

} // namespace resnetc
