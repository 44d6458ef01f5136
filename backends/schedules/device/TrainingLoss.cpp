// The loss: one block of threads, each with its rows; what they share is joined at its end.
#include "backends/algorithms/CrossEntropyRows.h"
#include "backends/schedules/device/Grid.h"
#include "backends/schedules/device/Training.h"

namespace resnetc {
using namespace Halide;

Kernel buildDeviceCrossEntropy(const KernelKey &key) {
  CrossEntropyRowsAlgorithm entropy = defineCrossEntropyRows(key, threadsOfBlock);
  Func &gradient = entropy.kernel.output;
  const Var block("block"), turn("turn"), thread("thread"), value("value");
  const int rows = int(key.integer("n")), turns = (rows + threadsOfBlock - 1) / threadsOfBlock;
  gradient.split(entropy.n, block, turn, turns * threadsOfBlock, TailStrategy::GuardWithIf)
      .split(turn, turn, thread, threadsOfBlock, TailStrategy::GuardWithIf)
      .reorder(entropy.k, turn, thread, block)
      .gpu_threads(thread)
      .gpu_blocks(block);
  for (Func &ofRow : entropy.ofGradientRow)
    ofRow.compute_at(gradient, turn).store_in(MemoryType::Register).bound_extent(entropy.n, 1);
  for (Func *sums : {&entropy.part, &entropy.bunch})
    sums->compute_at(gradient, block).store_in(MemoryType::GPUShared).gpu_threads(entropy.t);
  entropy.part.update().reorder(entropy.turn, entropy.t).gpu_threads(entropy.t);
  entropy.bunch.update().reorder(entropy.member, entropy.t).gpu_threads(entropy.t);
  for (Func &ofRow : entropy.ofLossRow)
    ofRow.compute_at(entropy.part, entropy.turn).store_in(MemoryType::Register).bound_extent(entropy.n, 1);
  for (Func &total : entropy.kernel.moreOutputs)
    total.split(entropy.n, block, value, 1).gpu_threads(value).gpu_blocks(block).compute_with(gradient, block);
  return entropy.kernel;
}

} // namespace resnetc
