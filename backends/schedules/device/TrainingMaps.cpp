// Training's kernels that write a map: a thread for a few channels of a pixel, with the factors
// of these channels.
#include "backends/algorithms/BatchNormGradient.h"
#include "backends/algorithms/Elementwise.h"
#include "backends/algorithms/MapGradients.h"
#include "backends/algorithms/MaxPoolIndices.h"
#include "backends/schedules/device/Grid.h"
#include "backends/schedules/device/Maps.h"
#include "backends/schedules/device/Training.h"

namespace resnetc {
using namespace Halide;

namespace {
Kernel putOnGrid(InteriorAlgorithm map, const KernelKey &key) {
  putInteriorOnGrid(map, key, "c");
  return map.kernel;
}

/// A map of which each row is a run of floats, all rows of all images in one run.
Kernel putOnGrid(ElementwiseAlgorithm map, const KernelKey &key) {
  const int64_t c = key.integer("c"), row = key.integer("w") * c, lanes = c % 4 == 0 ? 4 : 1;
  const int across = int(std::min<int64_t>((row + lanes - 1) / lanes, threadsOfBlock)), down = threadsOfBlock / across;
  const RVar group("group"), lane("lane"), block("block"), thread("thread");
  const RVar line("line"), lineBlock("line_block"), lineThread("line_thread");
  Stage store = map.kernel.output.update();
  store.allow_race_conditions()
      .split(map.value.x, group, lane, int(lanes))
      .split(group, block, thread, across, TailStrategy::GuardWithIf)
      .fuse(map.value.y, map.value.z, line)
      .split(line, lineBlock, lineThread, down, TailStrategy::GuardWithIf)
      .reorder(lane, thread, lineThread, lineBlock, block)
      .vectorize(lane)
      .gpu_threads(thread, lineThread)
      .gpu_blocks(lineBlock, block);
  return map.kernel;
}
} // namespace

Kernel buildDeviceBatchNorm(const KernelKey &key) { return putOnGrid(defineBatchNorm(key), key); }
Kernel buildDeviceBatchNormGradient(const KernelKey &key) { return putOnGrid(defineBatchNormGradient(key), key); }
Kernel buildDeviceBatchNormFrozenGradient(const KernelKey &key) {
  return putOnGrid(defineBatchNormFrozenGradient(key), key);
}
Kernel buildDeviceMaxPoolGradient(const KernelKey &key) { return putOnGrid(defineMaxPoolGradient(key), key); }
Kernel buildDeviceGlobalAvgPoolGradient(const KernelKey &key) {
  return putOnGrid(defineGlobalAvgPoolGradient(key), key);
}
Kernel buildDevicePadChannelsGradient(const KernelKey &key) { return putOnGrid(definePadChannelsGradient(key), key); }
Kernel buildDeviceRelu(const KernelKey &key) { return putOnGrid(defineRelu(key), key); }
Kernel buildDeviceReluGradient(const KernelKey &key) { return putOnGrid(defineReluGradient(key), key); }
Kernel buildDeviceAdd(const KernelKey &key) { return putOnGrid(defineAdd(key), key); }

Kernel buildDeviceMaxPoolIndices(const KernelKey &key) {
  MaxPoolIndicesAlgorithm pool = defineMaxPoolIndexWords(key);
  const GridShape shape = gridShapeOf(key.integer("c"), key.outputHeight() * key.outputWidth());
  GridShape ofWords = shape;
  ofWords.lanes = 1;
  Func &output = pool.kernel.output, &indices = pool.kernel.moreOutputs[0];
  const auto put = [&](Func &map, const GridShape &shape) {
    const RVar row("row"), pixel("pixel");
    Stage store = map.update();
    store.allow_race_conditions().fuse(pool.pixel.x, pool.pixel.y, row).fuse(row, pool.pixel.z, pixel);
    return resnetc::putOnGrid(store, pool.c, pixel, shape);
  };
  // Each looks for its own best, since Halide does not see that both stand at one pixel.
  Func bestIndex = pool.best.clone_in(indices);
  put(indices, ofWords);
  const VarOrRVar thread = put(output, shape);
  indices.update().compute_with(output.update(), thread); // one launch
  for (auto &[best, map] : {std::pair(&pool.best, &output), std::pair(&bestIndex, &indices)}) {
    best->compute_at(*map, thread.var).store_in(MemoryType::Register).bound_extent(pool.c, shape.lanes);
    for (size_t i = 1; i < best->args().size(); ++i)
      best->bound_extent(best->args()[i], 1);
    best->vectorize(pool.c, shape.lanes);
    best->update().reorder(pool.c, pool.window.x, pool.window.y).vectorize(pool.c, shape.lanes);
  }
  return pool.kernel;
}

} // namespace resnetc
