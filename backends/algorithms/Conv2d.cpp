#include "backends/algorithms/Conv2d.h"
#include "backends/algorithms/Buffers.h"

namespace resnetc {
using namespace Halide;

Conv2dAlgorithm defineConv2d(const KernelKey &key) {
  const int panel = int(key.integer("panel")), stride = int(key.integer("stride")), c = int(key.integer("c"));
  const int width = int(key.outputWidth()), pixels = int(key.outputHeight()) * width;
  const int tilePixels = int(key.tile().pixels), r = int(key.integer("r"));
  const Padding pad = key.padding("pad");
  const auto arguments = argumentsOf(key);

  Conv2dAlgorithm conv;
  conv.channelsOfChunk = c % 16 == 0 ? 16 : c;
  conv.tiles = (pixels + tilePixels - 1) / tilePixels;
  conv.panels = (key.integer("k") + panel - 1) / panel;
  conv.k = Var("k"), conv.pixel = Var("pixel"), conv.n = Var("n");
  conv.window = RDom(0, int(conv.channelsOfChunk), 0, int(c / conv.channelsOfChunk), 0, r, 0, r, "window");
  conv.tile = RDom(0, tilePixels, 0, int(conv.tiles), "tile");
  for (size_t i = 0; i + 1 < arguments.size(); ++i)
    conv.kernel.inputs.push_back(makeInput(arguments[i]));
  const ImageParam &input = conv.kernel.inputs[0], &filter = conv.kernel.inputs[1], &shift = conv.kernel.inputs[2];
  const Var &k = conv.k, &pixel = conv.pixel, &n = conv.n;
  const RDom &window = conv.window, &tile = conv.tile;

  const Expr channel = window.x + int(conv.channelsOfChunk) * window.y;
  Func sum("sum");
  sum(k, pixel, n) = shift(k);
  sum(k, pixel, n) += filter(k % panel, channel, window.z, window.w, k / panel) *
                      input(channel, (pixel % width) * stride + window.z - int(pad.left),
                            (pixel / width) * stride + window.w - int(pad.top), n);

  const Expr place = min(tile.y * tilePixels, pixels - tilePixels) + tile.x;
  Expr value = sum(k, place, n);
  if (key.flag("add"))
    value += conv.kernel.inputs[3](k, place % width, place / width, n);
  if (key.flag("relu"))
    value = max(value, 0.0f);
  Func output("output");
  Var x("x"), y("y");
  output(k, x, y, n) = undef<float>(); // what no tile writes is the halo, which stays as it is
  output(k, place % width, place / width, n) = value;
  fixOutput(output, arguments.back());

  conv.sum = sum;
  conv.kernel.output = output;
  return conv;
}

} // namespace resnetc
