#include "backends/schedules/device/Conv2d.h"
#include "backends/algorithms/Dense.h"
#include "backends/schedules/device/Gemm.h"
#include "backends/schedules/device/Grid.h"
#include "backends/schedules/device/Sums.h"

namespace resnetc {
namespace {
using namespace Halide;

/// A thread for each sum.
Kernel buildPlain(const KernelKey &key) {
  GemmAlgorithm gemm = defineConv2dGemm(key, GemmCut(), key.integer("k"));
  GridShape shape = gridShapeOf(gemm.columns, gemm.rows);
  shape.lanes = 1;
  Func &output = gemm.kernel.output;
  Stage store = output.update();
  store.allow_race_conditions();
  const VarOrRVar thread = putOnGrid(store, gemm.k, gemm.place.z, shape, gemm.partsInOutput ? &gemm.z : nullptr);
  gemm.sum.compute_at(output, thread.var);
  return gemm.kernel;
}
} // namespace

Kernel buildDeviceConv2d(const KernelKey &key) {
  if (key.text("algorithm") == "plain")
    return buildPlain(key);
  const DeviceTile &tile = *findDeviceTile(key.tile());
  GemmAlgorithm gemm = defineConv2dGemm(key, cutOf(tile), tile.columns());
  scheduleGemm(gemm, tile);
  return gemm.kernel;
}

Kernel buildDeviceDense(const KernelKey &key) {
  return key.text("algorithm") == "slices" ? buildDenseSlices(key) : buildDeviceConv2d(denseAsConv2d(key));
}

} // namespace resnetc
