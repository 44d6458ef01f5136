#include "backends/algorithms/Layout.h"
#include "backends/algorithms/Buffers.h"

namespace resnetc {
using namespace Halide;

LayoutAlgorithm defineLayout(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  const int h = int(key.integer("h")), w = int(key.integer("w")), c = int(key.integer("c"));
  const int halo = int(key.layout("out").halo);
  LayoutAlgorithm layout;
  layout.i = Var("i"), layout.y = Var("y"), layout.n = Var("n");
  const Var &n = layout.n;

  Func output("output");
  output(layout.i, layout.y, n) = 0.0f;
  if (key.layout("in").channelsFirst) {
    const ImageParam images = makeInput(arguments[0]);
    const RDom value(0, c, 0, w, 0, h, "value");
    output((value.y + halo) * c + value.x, value.z + halo, n) = images(value.y, value.z, value.x, n);
    layout.value = value;
    layout.kernel.inputs = {images};
  } else {
    const ImageParam images = makeRowsInput(arguments[0]);
    const RDom value(0, w * c, 0, h, "value");
    output(value.x + halo * c, value.y + halo, n) = images(value.x, value.y, n);
    layout.value = value;
    layout.kernel.inputs = {images};
  }
  fixRowsOutput(output, arguments.back());
  layout.kernel.output = output;
  return layout;
}

} // namespace resnetc
