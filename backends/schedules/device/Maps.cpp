#include "backends/schedules/device/Maps.h"
#include "backends/algorithms/Layout.h"
#include "backends/algorithms/MaxPool.h"
#include "backends/algorithms/PadChannels.h"
#include "backends/algorithms/Preprocess.h"
#include "backends/algorithms/SumParts.h"
#include "backends/algorithms/ZeroHalo.h"
#include "backends/schedules/device/Grid.h"

namespace resnetc {
namespace {
using namespace Halide;

/// Loops of a thread up to this many steps are written out.
constexpr int64_t unrolledSteps = 8;
} // namespace

int64_t valuesOfLayer(const KernelKey &key) {
  const KernelArgument output = argumentsOf(key).back();
  return output.elements() / output.extents[0];
}

VarOrRVar putInteriorOnGrid(InteriorAlgorithm &map, const KernelKey &key, const char *channels) {
  const auto arguments = argumentsOf(key);
  const auto &extents = arguments.back().extents;
  const RVar row("row"), pixel("pixel");
  Stage store = map.kernel.output.update();
  store.allow_race_conditions().fuse(map.pixel.x, map.pixel.y, row).fuse(row, map.pixel.z, pixel);
  const int64_t c = key.integer(channels);
  return putOnGrid(store, map.c, pixel, gridShapeOf(c, extents[0] * extents[1] * extents[2]));
}

Kernel buildDeviceMaxPool(const KernelKey &key) {
  MaxPoolAlgorithm pool = defineMaxPool(key);
  const int64_t c = key.integer("c"), r = key.integer("r");
  const GridShape shape = gridShapeOf(c, key.outputHeight() * key.outputWidth());
  const RVar pixel("flat");
  Func &output = pool.kernel.output;
  Stage store = output.update();
  store.allow_race_conditions().fuse(pool.pixel.x, pool.pixel.y, pixel);
  const VarOrRVar thread = putOnGrid(store, pool.c, pixel, shape, &pool.n);
  pool.best.compute_at(output, thread.var).vectorize(pool.c, shape.lanes);
  Stage compare = pool.best.update();
  compare.reorder(pool.c, pool.window.x, pool.window.y).vectorize(pool.c, shape.lanes);
  if (r <= unrolledSteps)
    compare.unroll(pool.window.x);
  return pool.kernel;
}

Kernel buildDevicePadChannels(const KernelKey &key) {
  InteriorAlgorithm pad = definePadChannelsByValue(key);
  putInteriorOnGrid(pad, key, "k");
  return pad.kernel;
}

Kernel buildDevicePreprocess(const KernelKey &key) {
  PreprocessAlgorithm images = definePreprocessOfWords(key);
  putValuesOnGrid(images.kernel.output, valuesOfLayer(key));
  return images.kernel;
}

Kernel buildDeviceLayout(const KernelKey &key) {
  LayoutAlgorithm layout = defineLayoutByValue(key);
  putValuesOnGrid(layout.kernel.output, valuesOfLayer(key));
  return layout.kernel;
}

Kernel buildDeviceSumParts(const KernelKey &key) {
  SumPartsAlgorithm sums = defineSumParts(key);
  const VarOrRVar thread = putInteriorOnGrid(sums.map, key, "k");
  const int lanes = key.integer("k") % 4 == 0 ? 4 : 1;
  sums.sum.compute_at(sums.map.kernel.output, thread.var).vectorize(sums.map.c, lanes);
  Stage add = sums.sum.update();
  add.reorder(sums.map.c, sums.part).vectorize(sums.map.c, lanes);
  if (key.integer("parts") <= 4 * unrolledSteps)
    add.unroll(sums.part); // all loads under way at once
  return sums.map.kernel;
}

Kernel buildDeviceZeroHalo(const KernelKey &key) {
  ZeroHaloAlgorithm zero = defineZeroHalo(key);
  const KernelArgument argument = argumentsOf(key).back();
  const int64_t halo = argument.halo, h = argument.extents[1], w = argument.extents[2];
  const int64_t frame = 2 * halo * (w + 2 * halo) + 2 * halo * h;
  Stage store = zero.kernel.output.update();
  store.allow_race_conditions();
  putOnGrid(store, zero.c, zero.pixel.x, gridShapeOf(key.integer("c"), frame), &zero.n);
  return zero.kernel;
}

} // namespace resnetc
