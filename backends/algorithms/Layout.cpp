#include "backends/algorithms/Layout.h"
#include "backends/algorithms/Buffers.h"
#include "backends/algorithms/Hyper.h"

namespace resnetc {
using namespace Halide;

namespace {
/// What both definitions have: images, what tells how many count, and the loops.
LayoutAlgorithm begin(const KernelKey &key) {
  LayoutAlgorithm layout;
  layout.i = Var("i"), layout.y = Var("y"), layout.n = Var("n");
  const auto arguments = argumentsOf(key);
  layout.kernel.inputs = {key.layout("in").channelsFirst ? makeInput(arguments[0]) : makeRowsInput(arguments[0])};
  if (key.operation() == "batch_images")
    layout.kernel.inputs.push_back(makeInput(arguments[1]));
  return layout;
}

/// Whether an image counts; undefined: all do.
Expr counts(const LayoutAlgorithm &layout, const KernelKey &key) {
  return layout.kernel.inputs.size() > 1 ? layout.n < countOf(layout.kernel.inputs[1], key.integer("n")) : Expr();
}

void finish(LayoutAlgorithm &layout, const KernelKey &key, Func output) {
  fixRowsOutput(output, argumentsOf(key).back());
  layout.kernel.output = output;
}
} // namespace

LayoutAlgorithm defineLayout(const KernelKey &key) {
  const int h = int(key.integer("h")), w = int(key.integer("w")), c = int(key.integer("c"));
  const int halo = int(key.layout("out").halo);
  const bool channelsFirst = key.layout("in").channelsFirst;
  LayoutAlgorithm layout = begin(key);
  const ImageParam &images = layout.kernel.inputs[0];
  const Var &n = layout.n;
  RDom value = channelsFirst ? RDom(0, c, 0, w, 0, h, "value") : RDom(0, w * c, 0, h, "value");
  if (const Expr counting = counts(layout, key); counting.defined())
    value.where(counting);

  Func output("output");
  output(layout.i, layout.y, n) = 0.0f;
  if (channelsFirst)
    output((value.y + halo) * c + value.x, value.z + halo, n) = images(value.y, value.z, value.x, n);
  else
    output(value.x + halo * c, value.y + halo, n) = images(value.x, value.y, n);
  layout.value = value;
  finish(layout, key, output);
  return layout;
}

LayoutAlgorithm defineLayoutByValue(const KernelKey &key) {
  const int h = int(key.integer("h")), w = int(key.integer("w")), c = int(key.integer("c"));
  const int halo = int(key.layout("out").halo);
  LayoutAlgorithm layout = begin(key);
  const ImageParam &images = layout.kernel.inputs[0];
  const Var &i = layout.i, &y = layout.y, &n = layout.n;
  Expr inside = y >= halo && y < h + halo && i >= halo * c && i < (w + halo) * c;
  if (const Expr counting = counts(layout, key); counting.defined())
    inside = inside && counting;
  const Expr row = clamp(y - halo, 0, h - 1), place = clamp(i - halo * c, 0, w * c - 1);
  const Expr value = key.layout("in").channelsFirst ? images(place / c, row, place % c, n) : images(place, row, n);
  Func output("output");
  output(i, y, n) = select(inside, value, 0.0f);
  finish(layout, key, output);
  return layout;
}

} // namespace resnetc
