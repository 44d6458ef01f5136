#include "backends/schedules/device/Grid.h"
#include <algorithm>

namespace resnetc {
using namespace Halide;

namespace {
constexpr int blocksOfDimension = 32768; ///< every device has 65535

int powerOfTwoFrom(int64_t value, int most) {
  int power = 1;
  while (power < value && power < most)
    power *= 2;
  return power;
}
} // namespace

GridShape gridShapeOf(int64_t channels, int64_t pixels) {
  GridShape shape;
  shape.lanes = channels % 4 == 0 ? 4 : 1;
  shape.across = powerOfTwoFrom(channels / shape.lanes, 32);
  shape.down = powerOfTwoFrom(pixels, threadsOfBlock / shape.across);
  shape.pixelBlocks = (pixels + shape.down - 1) / shape.down;
  return shape;
}

VarOrRVar putOnGrid(Stage stage, const Var &channel, const VarOrRVar &pixel, const GridShape &shape, const Var *layer) {
  const Var group("group"), lane("lane"), groupBlock("group_block"), groupThread("group_thread");
  const VarOrRVar pixelBlock("pixel_block", pixel.is_rvar), pixelThread("pixel_thread", pixel.is_rvar);
  // The guards are on whole groups: a vector store under a condition has no code in OpenCL.
  stage.split(channel, group, lane, shape.lanes)
      .split(group, groupBlock, groupThread, shape.across, TailStrategy::GuardWithIf)
      .split(pixel, pixelBlock, pixelThread, shape.down, TailStrategy::GuardWithIf);
  std::vector<VarOrRVar> order = {lane, groupThread, pixelThread, groupBlock, pixelBlock};
  if (layer)
    order.push_back(*layer);
  stage.reorder(order).vectorize(lane).gpu_threads(groupThread, pixelThread);
  const VarOrRVar far("pixel_block_far", pixel.is_rvar);
  if (layer)
    stage.gpu_blocks(groupBlock, pixelBlock, *layer);
  else if (shape.pixelBlocks > blocksOfDimension)
    stage.split(pixelBlock, far, pixelBlock, blocksOfDimension, TailStrategy::GuardWithIf)
        .gpu_blocks(groupBlock, pixelBlock, far);
  else
    stage.gpu_blocks(groupBlock, pixelBlock);
  return groupThread;
}

void putValuesOnGrid(Func output) {
  std::vector<Var> dimensions = output.args();
  Var flat = dimensions[0];
  for (size_t i = 1; i + 1 < dimensions.size(); ++i) {
    const Var both("flat" + std::to_string(i));
    output.fuse(flat, dimensions[i], both);
    flat = both;
  }
  const Var block("block"), thread("thread");
  output.split(flat, block, thread, threadsOfBlock, TailStrategy::GuardWithIf)
      .reorder(thread, block, dimensions.back())
      .gpu_threads(thread)
      .gpu_blocks(block, dimensions.back());
}

} // namespace resnetc
