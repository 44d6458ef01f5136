// What is made of parameters, a thread for a few values: updates in place and packing.
#include "backends/algorithms/Fold.h"
#include "backends/algorithms/PackTransposed.h"
#include "backends/algorithms/Updates.h"
#include "backends/schedules/device/Grid.h"
#include "backends/schedules/device/Maps.h"
#include "backends/schedules/device/Training.h"

namespace resnetc {
using namespace Halide;

namespace {
/// The values of a vector over as many blocks as they fill.
void putVectorOnGrid(Stage stage, const Var &i) {
  const Var block("block"), thread("thread");
  stage.split(i, block, thread, threadsOfBlock, TailStrategy::GuardWithIf).gpu_threads(thread).gpu_blocks(block);
}

UpdateAlgorithm defineUpdate(const KernelKey &key) {
  if (key.operation() == "sgd_update")
    return defineSgdUpdate(key);
  return key.operation() == "adam_update" ? defineAdamUpdate(key) : defineUpdateMoving(key);
}
} // namespace

Kernel buildDeviceUpdate(const KernelKey &key) {
  UpdateAlgorithm update = defineUpdate(key);
  putVectorOnGrid(update.kernel.output.update(), update.i);
  return update.kernel;
}

Kernel buildDeviceFoldShift(const KernelKey &key) {
  Kernel kernel = defineFoldShift(key);
  putVectorOnGrid(kernel.output, kernel.output.args()[0]);
  return kernel;
}

Kernel buildDevicePackFilter(const KernelKey &key) {
  PackFilterAlgorithm pack = definePackFilter(key);
  putValuesOnGrid(pack.kernel.output, valuesOfLayer(key));
  return pack.kernel;
}

Kernel buildDevicePackTransposed(const KernelKey &key) {
  PackTransposedAlgorithm pack = definePackTransposed(key);
  putValuesOnGrid(pack.kernel.output, valuesOfLayer(key));
  return pack.kernel;
}

} // namespace resnetc
