#include "backends/schedules/Gradients.h"
#include "backends/algorithms/BiasGradient.h"
#include "backends/algorithms/PackTransposed.h"
#include "backends/schedules/Lanes.h"

namespace resnetc {
using namespace Halide;

Kernel buildPackTransposed(const KernelKey &key) {
  PackTransposedAlgorithm pack = definePackTransposed(key);
  Func &output = pack.kernel.output;
  output.reorder(pack.c, pack.k, pack.s, pack.r, pack.panel);
  const int64_t square = 8; // a line of memory holds two rows of it
  const int64_t k = largestDivisor(key.integer("k"), square), c = largestDivisor(key.integer("panel"), square);
  if (k < 4 || c < 4)
    return pack.kernel;
  Var blocks("blocks"), filter("filter"), runs("runs"), channel("channel");
  output.split(pack.k, blocks, filter, int(k))
      .split(pack.c, runs, channel, int(c))
      .reorder(channel, filter, runs, blocks, pack.s, pack.r, pack.panel)
      .vectorize(channel)
      .unroll(filter);
  pack.rows.compute_at(output, runs)
      .store_in(MemoryType::Stack)
      .bound_extent(pack.k, int(k))
      .bound_extent(pack.c, int(c))
      .vectorize(pack.k)
      .unroll(pack.c);
  return pack.kernel;
}

Kernel buildBiasGradient(const KernelKey &key) {
  BiasGradientAlgorithm gradient = defineBiasGradient(key);
  const int64_t k = key.integer("k");
  const int lanes = lanesDividing(key, k), step = lanes * largestDivisor(k / lanes, 4);
  Var vectors("vectors"), lane("lane");
  gradient.kernel.output.split(gradient.k, vectors, lane, step).vectorize(lane, lanes).unroll(lane);
  gradient.sum.compute_at(gradient.kernel.output, vectors)
      .store_in(MemoryType::Stack)
      .bound_extent(gradient.k, step)
      .vectorize(gradient.k, lanes)
      .unroll(gradient.k);
  gradient.sum.update()
      .reorder(gradient.k, gradient.pixel.x, gradient.pixel.y, gradient.pixel.z)
      .vectorize(gradient.k, lanes)
      .unroll(gradient.k);
  return gradient.kernel;
}

} // namespace resnetc
