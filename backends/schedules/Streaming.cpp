#include "backends/schedules/Streaming.h"
#include "backends/algorithms/GlobalAvgPool.h"
#include "backends/algorithms/Layout.h"
#include "backends/algorithms/MaxPool.h"
#include "backends/algorithms/PadChannels.h"
#include "backends/algorithms/Preprocess.h"
#include "backends/algorithms/Softmax.h"
#include "backends/schedules/Lanes.h"
#include "ir/machine/Partition.h"

namespace resnetc {
using namespace Halide;

Kernel buildMaxPool(const KernelKey &key) {
  MaxPoolAlgorithm pool = defineMaxPool(key);
  const int lanes = lanesDividing(key, key.integer("c"));
  Func &output = pool.kernel.output;
  Var vector("vector"), lane("lane");
  RVar part("part"), row("row");
  const int64_t parts = key.integer("split");
  Stage store = output.update();
  store.split(pool.pixel.y, part, row, int(stepsOfPart(key.outputHeight(), parts)), TailStrategy::GuardWithIf)
      .split(pool.c, vector, lane, lanes)
      .reorder(lane, vector, pool.pixel.x, row, pool.n, part)
      .allow_race_conditions()
      .vectorize(lane);
  if (parts > 1)
    store.parallel(part);
  pool.best.compute_at(output, vector).store_in(MemoryType::Stack).bound_extent(pool.c, lanes).vectorize(pool.c, lanes);
  pool.best.update().vectorize(pool.c, lanes).unroll(pool.window.x).unroll(pool.window.y);
  return pool.kernel;
}

Kernel buildGlobalAvgPool(const KernelKey &key) {
  GlobalAvgPoolAlgorithm pool = defineGlobalAvgPool(key);
  const int64_t c = key.integer("c");
  const int lanes = lanesDividing(key, c), step = lanes * largestDivisor(c / lanes, 4);
  Func &output = pool.kernel.output;
  Var vectors("vectors"), lane("lane");
  output.split(pool.c, vectors, lane, step).vectorize(lane, lanes).unroll(lane);
  pool.sum.compute_at(output, vectors)
      .store_in(MemoryType::Stack)
      .bound_extent(pool.c, step)
      .vectorize(pool.c, lanes)
      .unroll(pool.c)
      .update()
      .reorder(pool.c, pool.row)
      .vectorize(pool.c, lanes)
      .unroll(pool.c);
  pool.rowSum.compute_at(pool.sum, pool.row)
      .store_in(MemoryType::Stack)
      .bound_extent(pool.c, step)
      .vectorize(pool.c, lanes)
      .unroll(pool.c)
      .update()
      .reorder(pool.c, pool.column)
      .vectorize(pool.c, lanes)
      .unroll(pool.c);
  return pool.kernel;
}

Kernel buildSoftmax(const KernelKey &key) {
  SoftmaxAlgorithm softmax = defineSoftmax(key);
  const int lanes = lanesWithin(key, key.integer("k"));
  Func &output = softmax.kernel.output;
  output.reorder(softmax.k, softmax.n).vectorize(softmax.k, lanes, TailStrategy::ShiftInwards);
  softmax.largest.compute_at(output, softmax.n).store_in(MemoryType::Stack);
  softmax.power.compute_at(output, softmax.n)
      .store_in(MemoryType::Heap)
      .vectorize(softmax.k, lanes, TailStrategy::ShiftInwards);
  softmax.sum.compute_at(output, softmax.n).store_in(MemoryType::Stack);
  softmax.inverse.compute_at(output, softmax.n).store_in(MemoryType::Stack);
  return softmax.kernel;
}

Kernel buildPadChannels(const KernelKey &key) {
  PadChannelsAlgorithm pad = definePadChannels(key);
  Func &output = pad.kernel.output;
  output.update(0)
      .reorder(pad.k, pad.pixel.x, pad.pixel.y, pad.n)
      .vectorize(pad.k, lanesDividing(key, key.integer("k")));
  output.update(1)
      .reorder(pad.value.x, pad.value.y, pad.value.z, pad.n)
      .allow_race_conditions()
      .vectorize(pad.value.x, lanesDividing(key, key.integer("c")));
  return pad.kernel;
}

Kernel buildPreprocess(const KernelKey &key) {
  PreprocessAlgorithm images = definePreprocess(key);
  images.kernel.output.bound(images.c, 0, int(key.integer("c")))
      .reorder(images.c, images.x, images.y, images.n)
      .unroll(images.c)
      .vectorize(images.x, lanesWithin(key, key.integer("w")), TailStrategy::ShiftInwards);
  return images.kernel;
}

Kernel buildLayout(const KernelKey &key) {
  LayoutAlgorithm layout = defineLayout(key);
  Func &output = layout.kernel.output;
  const int64_t row = (key.integer("w") + 2 * key.layout("out").halo) * key.integer("c");
  output.vectorize(layout.i, lanesWithin(key, row), TailStrategy::ShiftInwards);
  Stage copy = output.update();
  if (key.layout("in").channelsFirst)
    copy.reorder(layout.value.x, layout.value.y, layout.value.z, layout.n).unroll(layout.value.x);
  else
    copy.reorder(layout.value.x, layout.value.y, layout.n)
        .allow_race_conditions()
        .vectorize(layout.value.x, lanesOf(key), TailStrategy::GuardWithIf);
  return layout.kernel;
}

} // namespace resnetc
