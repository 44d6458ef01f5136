#include "backends/algorithms/Dense.h"

namespace resnetc {

KernelKey denseAsConv2d(const KernelKey &dense) {
  const int64_t one = 1, none = 0;
  KernelKey key("conv2d");
  key.set("n", one).set("h", dense.integer("n")).set("w", one);
  key.set("c", dense.integer("c")).set("k", dense.integer("k"));
  key.set("r", one).set("stride", one).set("pad", Padding{}).set("add", none).set("relu", none);
  key.set("in", Layout{}).set("out", Layout{}).set("inplace", none);
  key.set("algorithm", dense.text("algorithm")).set("tile", dense.tile()).set("panel", dense.integer("panel"));
  key.set("parallel", dense.integer("split") > 1 ? "filters" : "none").set("split", dense.integer("split"));
  return key.set("prefetch", none).set("machine", dense.text("machine"));
}

} // namespace resnetc
