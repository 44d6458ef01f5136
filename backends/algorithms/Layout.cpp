#include "backends/algorithms/Layout.h"
#include "backends/algorithms/Buffers.h"
#include "backends/algorithms/Hyper.h"

namespace resnetc {
using namespace Halide;

LayoutAlgorithm defineLayout(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  const int h = int(key.integer("h")), w = int(key.integer("w")), c = int(key.integer("c"));
  const int halo = int(key.layout("out").halo);
  const bool channelsFirst = key.layout("in").channelsFirst;
  LayoutAlgorithm layout;
  layout.i = Var("i"), layout.y = Var("y"), layout.n = Var("n");
  const Var &n = layout.n;
  const ImageParam images = channelsFirst ? makeInput(arguments[0]) : makeRowsInput(arguments[0]);
  layout.kernel.inputs = {images};
  RDom value = channelsFirst ? RDom(0, c, 0, w, 0, h, "value") : RDom(0, w * c, 0, h, "value");
  if (key.operation() == "batch_images") {
    const ImageParam hyper = makeInput(arguments[1]);
    layout.kernel.inputs.push_back(hyper);
    value.where(n < countOf(hyper, key.integer("n")));
  }

  Func output("output");
  output(layout.i, layout.y, n) = 0.0f;
  if (channelsFirst)
    output((value.y + halo) * c + value.x, value.z + halo, n) = images(value.y, value.z, value.x, n);
  else
    output(value.x + halo * c, value.y + halo, n) = images(value.x, value.y, n);
  fixRowsOutput(output, arguments.back());
  layout.kernel.output = output;
  layout.value = value;
  return layout;
}

} // namespace resnetc
