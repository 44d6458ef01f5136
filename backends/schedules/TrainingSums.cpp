// Kernels that sum over the batch: statistics, sums of batch norm's gradient, and the loss.
#include "backends/algorithms/BatchNormGradient.h"
#include "backends/algorithms/CrossEntropy.h"
#include "backends/schedules/Lanes.h"
#include "backends/schedules/Training.h"

namespace resnetc {
using namespace Halide;

namespace {
/// As many rows of memory at a time as the processor fetches ahead by itself.
constexpr int64_t mostStreams = 8;

/// Strips outermost, so that memory is read in its order. Of a strip a few pixels at a time,
/// one more stream for each map, through all channels by blocks: the two float sums of a block
/// are in registers for these pixels and in the nearest cache between them.
Kernel scheduleSums(const KernelKey &key, ChannelSumsKernel kernel, int64_t maps) {
  ChannelSums &sums = kernel.sums;
  const int64_t c = key.integer("c");
  const int lanes = lanesDividing(key, c), block = lanes * largestDivisor(c / lanes, 4);
  Var blocks("blocks"), channel("channel");
  RVar pixels("pixels"), pixel("pixel");
  kernel.kernel.output.vectorize(sums.c, lanes);
  sums.total.compute_root().vectorize(sums.c, lanes).update().reorder(sums.c, sums.parts).vectorize(sums.c, lanes);
  sums.run.compute_root().vectorize(sums.c, lanes);
  Stage add = sums.run.update();
  add.reorder(sums.c, sums.lineOfRun, sums.part).vectorize(sums.c, lanes);
  if (key.integer("split") > 1)
    add.parallel(sums.part);
  sums.strip.compute_at(sums.run, sums.lineOfRun)
      .store_in(MemoryType::Stack)
      .bound_extent(sums.c, int(c))
      .vectorize(sums.c, lanes)
      .update()
      .split(sums.c, blocks, channel, block)
      .split(sums.pixel.x, pixels, pixel, largestDivisor(key.integer("w"), mostStreams / maps))
      .reorder(channel, pixel, blocks, pixels, sums.pixel.y)
      .vectorize(channel, lanes)
      .unroll(channel);
  return kernel.kernel;
}
} // namespace

Kernel buildBatchNormStatistics(const KernelKey &key) { return scheduleSums(key, defineBatchNormStatistics(key), 1); }
Kernel buildBatchNormSums(const KernelKey &key) {
  return scheduleSums(key, defineBatchNormSums(key), key.flag("relu") ? 3 : 2);
}

Kernel buildCrossEntropy(const KernelKey &key) {
  CrossEntropyAlgorithm entropy = defineCrossEntropy(key);
  const int lanes = lanesWithin(key, key.integer("k"));
  entropy.kernel.output.vectorize(entropy.k, lanes, TailStrategy::ShiftInwards);
  entropy.largest.compute_root();
  entropy.sum.compute_root();
  entropy.right.compute_root();
  for (Func &value : entropy.ofRow)
    value.compute_root();
  for (Func &total : entropy.totals)
    total.compute_root();
  entropy.power.compute_at(entropy.sum, entropy.n)
      .store_in(MemoryType::Heap)
      .vectorize(entropy.k, lanes, TailStrategy::ShiftInwards);
  return entropy.kernel;
}

} // namespace resnetc
