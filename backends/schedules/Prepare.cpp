#include "backends/schedules/Prepare.h"
#include "backends/algorithms/Fold.h"
#include "backends/schedules/Lanes.h"

namespace resnetc {
using namespace Halide;

Kernel buildPackFilter(const KernelKey &key) {
  PackFilterAlgorithm pack = definePackFilter(key);
  const int panel = int(key.integer("panel"));
  Func &output = pack.kernel.output;
  output.reorder(pack.filter, pack.c, pack.s, pack.r, pack.panel);
  if (!pack.isRagged)
    output.vectorize(pack.filter, lanesDividing(key, panel));
  if (pack.factor.defined())
    pack.factor.compute_at(output, pack.panel).store_in(MemoryType::Stack).bound_extent(pack.filter, panel);
  return pack.kernel;
}

Kernel buildFoldShift(const KernelKey &key) { return defineFoldShift(key); }

} // namespace resnetc
