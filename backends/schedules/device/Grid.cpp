#include "backends/schedules/device/Grid.h"
#include <algorithm>

namespace resnetc {
using namespace Halide;

namespace {
constexpr int64_t blocksOfDimension = 65535; ///< of a grid, on every device

/// How often each block computes, one place after the other, so that there are no more blocks than that.
int turnsOf(int64_t blocks) { return int((blocks + blocksOfDimension - 1) / blocksOfDimension); }

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
  std::vector<VarOrRVar> order = {lane, groupThread, pixelThread};
  if (const int turns = turnsOf(shape.pixelBlocks); turns > 1) {
    const VarOrRVar turn("pixel_turn", pixel.is_rvar);
    stage.split(pixelBlock, pixelBlock, turn, turns, TailStrategy::GuardWithIf);
    order.push_back(turn);
  }
  order.insert(order.end(), {groupBlock, pixelBlock});
  if (layer)
    order.push_back(*layer);
  stage.reorder(order).vectorize(lane).gpu_threads(groupThread, pixelThread);
  if (layer)
    stage.gpu_blocks(groupBlock, pixelBlock, *layer);
  else
    stage.gpu_blocks(groupBlock, pixelBlock);
  return groupThread;
}

void putValuesOnGrid(Func output, int64_t values) {
  std::vector<Var> dimensions = output.args();
  Var flat = dimensions[0];
  for (size_t i = 1; i + 1 < dimensions.size(); ++i) {
    const Var both("flat" + std::to_string(i));
    output.fuse(flat, dimensions[i], both);
    flat = both;
  }
  const Var block("block"), thread("thread"), turn("turn");
  const int turns = turnsOf((values + threadsOfBlock - 1) / threadsOfBlock);
  output.split(flat, block, thread, threadsOfBlock, TailStrategy::GuardWithIf);
  if (turns > 1)
    output.split(block, block, turn, turns, TailStrategy::GuardWithIf).reorder(thread, turn, block, dimensions.back());
  else
    output.reorder(thread, block, dimensions.back());
  output.gpu_threads(thread).gpu_blocks(block, dimensions.back());
}

} // namespace resnetc
