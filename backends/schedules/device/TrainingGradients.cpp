// Gradients of convolutions: as matrix products, or a thread for each sum.
#include "backends/algorithms/Gemm.h"
#include "backends/algorithms/InputGradient.h"
#include "backends/schedules/device/Gemm.h"
#include "backends/schedules/device/Grid.h"
#include "backends/schedules/device/Training.h"

namespace resnetc {
using namespace Halide;

namespace {
using DefineGemm = GemmAlgorithm (*)(const KernelKey &, const GemmCut &, int64_t);

Kernel buildTiled(const KernelKey &key, DefineGemm define) {
  const DeviceTile &tile = *findDeviceTile(key.tile());
  GemmAlgorithm gemm = define(key, cutOf(tile), tile.columns());
  if (gemm.place.dimensions() == 4) // blocks of all phases in one run
    gemm.kernel.output.update().fuse(gemm.place.z, gemm.place.w, gemm.place.z);
  scheduleGemm(gemm, tile);
  return gemm.kernel;
}

Kernel buildPlainFilterGradient(const KernelKey &key) {
  GemmAlgorithm gemm = defineFilterGradientGemm(key, GemmCut(), key.integer("k"));
  const GridShape shape = gridShapeOf(gemm.columns, gemm.rows);
  Func &output = gemm.kernel.output;
  Stage store = output.update();
  store.allow_race_conditions();
  const VarOrRVar thread = putOnGrid(store, gemm.k, gemm.place.z, shape, &gemm.z);
  gemm.sum.compute_at(output, thread.var).vectorize(gemm.k, shape.lanes);
  gemm.sum.update().reorder(gemm.k, gemm.step.x, gemm.step.y, gemm.p, gemm.z).vectorize(gemm.k, shape.lanes);
  return gemm.kernel;
}

Kernel buildPlainInputGradient(const KernelKey &key) {
  InputGradientAlgorithm gradient = defineInputGradient(key);
  const GridShape shape = gridShapeOf(key.integer("c"), key.integer("h") * key.integer("w"));
  Func &output = gradient.kernel.output;
  Stage store = output.update();
  const RVar pixel("pixel");
  store.allow_race_conditions().fuse(gradient.pixelOfPlain, gradient.rowOfPlain, pixel);
  const VarOrRVar thread = putOnGrid(store, gradient.c, pixel, shape, &gradient.n);
  gradient.plainSum.compute_at(output, thread.var).vectorize(gradient.c, shape.lanes);
  Stage add = gradient.plainSum.update();
  add.reorder(gradient.c, gradient.plainWindow.x, gradient.plainWindow.y, gradient.plainWindow.z)
      .vectorize(gradient.c, shape.lanes);
  return gradient.kernel;
}
} // namespace

Kernel buildDeviceFilterGradient(const KernelKey &key) {
  return key.text("algorithm") == "gemm" ? buildTiled(key, defineFilterGradientGemm) : buildPlainFilterGradient(key);
}

Kernel buildDeviceInputGradient(const KernelKey &key) {
  return key.text("algorithm") == "gemm" ? buildTiled(key, defineInputGradientGemm) : buildPlainInputGradient(key);
}

} // namespace resnetc
