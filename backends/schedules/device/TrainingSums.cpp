// Training's kernels that sum over pixels: a block for a few channels, in each of whose threads a
// run of rows; then the runs by eights, then the eights.
#include "backends/algorithms/BatchNormGradient.h"
#include "backends/algorithms/BiasGradient.h"
#include "backends/schedules/Lanes.h"
#include "backends/schedules/device/Training.h"

namespace resnetc {
using namespace Halide;

namespace {
constexpr int64_t threadsAcross = 2;   ///< of four channels: 32 bytes, what memory hands out at once
constexpr int runsOfBunch = 8;
constexpr int64_t mostLoads = 4;       ///< under way at once
constexpr int64_t blocksOfMultiprocessor = 4; ///< there are few blocks, so threads may have many registers

Kernel putSumsOnGrid(ChannelSumsKernel kernel, int64_t channels, int64_t width) {
  ChannelSums &sums = kernel.sums;
  const int lanes = channels % 4 == 0 ? 4 : 1, block = lanes * largestDivisor(channels / lanes, threadsAcross);
  const Var blocks("blocks"), group("group"), groups("groups"), lane("lane"), bunch("bunch"), c = sums.c;
  const RVar bunches("bunches"), run("run");
  Func &output = kernel.kernel.output;
  output.split(c, blocks, c, block).split(c, group, lane, lanes).vectorize(lane).gpu_threads(group).gpu_blocks(blocks);
  sums.total.update().split(sums.parts, bunches, run, runsOfBunch);
  Func ofBunch = sums.total.update().rfactor(bunches, bunch);
  sums.total.compute_at(output, group).vectorize(c);
  sums.total.update().reorder(c, bunches).vectorize(c);

  // What a thread adds in turn lies within its loops.
  const auto share = [&](Stage stage, const VarOrRVar &other, const RVar *turn) {
    stage.split(c, groups, lane, lanes);
    if (turn)
      stage.reorder(lane, *turn, groups, other);
    stage.vectorize(lane).gpu_threads(groups, other);
  };
  const auto keep = [&](Func &func) {
    func.compute_at(output, blocks).store_in(MemoryType::GPUShared).bound_extent(c, block);
  };
  keep(ofBunch);
  share(ofBunch, bunch, nullptr);
  share(ofBunch.update(), bunch, &run);
  keep(sums.run);
  share(sums.run, sums.part, nullptr);
  const RVar line = sums.lineOfRun;
  share(sums.run.update(), sums.part, &line);
  sums.strip.compute_at(sums.run, sums.lineOfRun)
      .store_in(MemoryType::Register)
      .bound_extent(c, lanes)
      .bound_extent(sums.line, 1)
      .vectorize(c);
  sums.strip.update()
      .reorder(c, sums.pixel.x, sums.pixel.y)
      .vectorize(c)
      .unroll(sums.pixel.x, largestDivisor(width, mostLoads));
  kernel.kernel.blocksTogether = blocksOfMultiprocessor;
  return kernel.kernel;
}
} // namespace

Kernel buildDeviceBatchNormStatistics(const KernelKey &key) {
  return putSumsOnGrid(defineBatchNormStatistics(key), key.integer("c"), key.integer("w"));
}

Kernel buildDeviceBatchNormSums(const KernelKey &key) {
  return putSumsOnGrid(defineBatchNormSums(key), key.integer("c"), key.integer("w"));
}

Kernel buildDeviceBiasGradient(const KernelKey &key) {
  return putSumsOnGrid(defineBiasSums(key), key.integer("k"), key.integer("w"));
}

} // namespace resnetc
