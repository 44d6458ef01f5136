#include "backends/schedules/device/Sums.h"
#include "backends/algorithms/DenseSlices.h"
#include "backends/algorithms/GlobalAvgPool.h"
#include "backends/algorithms/SoftmaxSlices.h"
#include "backends/schedules/Lanes.h"
#include "backends/schedules/device/Grid.h"
#include <algorithm>

namespace resnetc {
using namespace Halide;

namespace {
constexpr int64_t sharedFloats = 4096; ///< of a block: what Vulkan promises
}

Kernel buildDeviceGlobalAvgPool(const KernelKey &key) {
  GlobalAvgPoolAlgorithm pool = defineGlobalAvgPool(key);
  const int64_t c = key.integer("c"), h = key.integer("h");
  Func &output = pool.kernel.output;
  // The block's channels divide all, so that its share of shared memory has one size.
  const int across = largestDivisor(c, std::clamp<int64_t>(sharedFloats / h, 1, 32));
  const int down = largestDivisor(h, threadsOfBlock / across);
  const Var block("block"), thread("thread"), y = pool.rowSum.args()[1], yThread("y_thread"), yTurn("y_turn");
  output.split(pool.c, block, thread, across)
      .reorder(thread, block, pool.n)
      .gpu_threads(thread)
      .gpu_blocks(block, pool.n);
  pool.sum.compute_at(output, thread);
  pool.rowSum.compute_at(output, block).store_in(MemoryType::GPUShared);
  pool.rowSum.split(y, yTurn, yThread, down).gpu_threads(pool.c, yThread);
  pool.rowSum.update()
      .split(y, yTurn, yThread, down)
      .reorder(pool.column, pool.c, yThread, yTurn, pool.n)
      .gpu_threads(pool.c, yThread);
  return pool.kernel;
}

Kernel buildDeviceSoftmax(const KernelKey &key) {
  const int threads = 64;
  SoftmaxSlicesAlgorithm softmax = defineSoftmaxSlices(key, threads);
  Func &output = softmax.kernel.output;
  const Var turn("turn"), thread("thread");
  output.split(softmax.k, turn, thread, threads, TailStrategy::GuardWithIf)
      .reorder(turn, thread, softmax.n)
      .gpu_threads(thread)
      .gpu_blocks(softmax.n);
  for (Func *slices : {&softmax.largest, &softmax.mass})
    slices->compute_at(output, softmax.n)
        .store_in(MemoryType::GPUShared)
        .bound_extent(softmax.u, threads)
        .gpu_threads(softmax.u);
  softmax.largest.update().reorder(softmax.first, softmax.u, softmax.n).gpu_threads(softmax.u);
  softmax.mass.update().reorder(softmax.second, softmax.u, softmax.n).gpu_threads(softmax.u);
  return softmax.kernel;
}

Kernel buildDenseSlices(const KernelKey &key) {
  // 16 filters are 64 bytes of each row of weights; a thousand filters are 63 blocks, of which
  // each thread has eight loads under way.
  const int groups = 4, slices = threadsOfBlock / groups, unrolled = 8;
  DenseSlicesAlgorithm dense = defineDenseSlices(key, slices);
  Func &output = dense.kernel.output;
  const Var group("group"), lane("lane"), block("block");
  const bool ragged = key.integer("k") % 4 != 0;
  output.split(dense.k, group, lane, 4, ragged ? TailStrategy::GuardWithIf : TailStrategy::Auto)
      .split(group, block, group, groups, TailStrategy::GuardWithIf)
      .reorder(lane, group, block, dense.n)
      .gpu_threads(group)
      .gpu_blocks(block, dense.n);
  ragged ? output.unroll(lane) : output.vectorize(lane);

  Func &slice = dense.slice;
  slice.compute_at(output, block).store_in(MemoryType::GPUShared).bound_extent(dense.k, 4 * groups);
  Stage add = slice.update();
  for (Stage stage : {Stage(slice), add})
    stage.split(dense.k, group, lane, 4).vectorize(lane).gpu_threads(group, dense.u);
  const RVar many("many"), few("few");
  add.split(dense.term, many, few, unrolled, TailStrategy::GuardWithIf)
      .reorder(lane, few, many, group, dense.u, dense.n)
      .unroll(few);
  return dense.kernel;
}

} // namespace resnetc
