#include "backends/algorithms/PadChannels.h"
#include "backends/algorithms/Buffers.h"

namespace resnetc {
using namespace Halide;

PadChannelsAlgorithm definePadChannels(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  const int c = int(key.integer("c")), k = int(key.integer("k")), stride = int(key.integer("stride"));
  const int rows = int(arguments.back().extents[1]), columns = int(arguments.back().extents[2]);
  const int before = (k - c) / 2;
  PadChannelsAlgorithm pad;
  pad.k = Var("k"), pad.n = Var("n");
  pad.pixel = RDom(0, columns, 0, rows, "pixel");
  pad.value = RDom(0, c, 0, columns, 0, rows, "value");
  const ImageParam input = makeInput(arguments[0]);
  const RDom &pixel = pad.pixel, &value = pad.value;
  const Var x("x"), y("y");

  Func output("output");
  output(pad.k, x, y, pad.n) = undef<float>(); // the halo stays as it is
  output(pad.k, pixel.x, pixel.y, pad.n) = 0.0f;
  output(value.x + before, value.y, value.z, pad.n) = input(value.x, value.y * stride, value.z * stride, pad.n);
  fixOutput(output, arguments.back());
  pad.kernel = {{input}, output};
  return pad;
}

InteriorAlgorithm definePadChannelsByValue(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  const int c = int(key.integer("c")), k = int(key.integer("k")), stride = int(key.integer("stride"));
  const int before = (k - c) / 2;
  InteriorAlgorithm pad = beginInterior(arguments);
  const ImageParam input = pad.kernel.inputs[0];
  const Expr channel = pad.c - before;
  finishInterior(pad, arguments.back(),
                 select(channel >= 0 && channel < c,
                        input(clamp(channel, 0, c - 1), pad.pixel.x * stride, pad.pixel.y * stride, pad.pixel.z), 0.0f));
  return pad;
}

} // namespace resnetc
