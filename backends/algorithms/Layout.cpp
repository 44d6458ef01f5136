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

LayoutAlgorithm defineLayoutByValue(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  const int h = int(key.integer("h")), w = int(key.integer("w")), c = int(key.integer("c"));
  const int halo = int(key.layout("out").halo);
  const bool channelsFirst = key.layout("in").channelsFirst;
  LayoutAlgorithm layout;
  layout.i = Var("i"), layout.y = Var("y"), layout.n = Var("n");
  const Var &i = layout.i, &y = layout.y, &n = layout.n;
  const ImageParam images = channelsFirst ? makeInput(arguments[0]) : makeRowsInput(arguments[0]);
  layout.kernel.inputs = {images};

  Expr counts = y >= halo && y < h + halo && i >= halo * c && i < (w + halo) * c;
  if (key.operation() == "batch_images") {
    const ImageParam hyper = makeInput(arguments[1]);
    layout.kernel.inputs.push_back(hyper);
    counts = counts && n < countOf(hyper, key.integer("n"));
  }
  const Expr row = clamp(y - halo, 0, h - 1), place = clamp(i - halo * c, 0, w * c - 1);
  Func output("output");
  output(i, y, n) = select(counts, channelsFirst ? images(place / c, row, place % c, n) : images(place, row, n), 0.0f);
  fixRowsOutput(output, arguments.back());
  layout.kernel.output = output;
  return layout;
}

} // namespace resnetc
