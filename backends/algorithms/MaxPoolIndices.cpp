#include "backends/algorithms/MaxPoolIndices.h"
#include "backends/algorithms/Buffers.h"

namespace resnetc {
using namespace Halide;

MaxPoolIndicesAlgorithm defineMaxPoolIndices(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  const int r = int(key.integer("r")), stride = int(key.integer("stride"));
  const int h = int(key.integer("h")), w = int(key.integer("w"));
  const Padding pad = key.padding("pad");
  MaxPoolIndicesAlgorithm pool;
  pool.c = Var("c");
  pool.window = RDom(0, r, 0, r, "window");
  pool.pixel = RDom(0, int(key.outputWidth()), 0, int(key.outputHeight()), 0, int(key.integer("n")), "pixel");
  const ImageParam input = makeInput(arguments[0]);
  const Var &c = pool.c, x("x"), y("y"), n("n");
  const RDom &window = pool.window, &pixel = pool.pixel;

  const Expr column = x * stride + window.x - int(pad.left), row = y * stride + window.y - int(pad.top);
  const Expr value = input(c, clamp(column, 0, w - 1), clamp(row, 0, h - 1), n);
  Func best("best"), output("output"), indices("indices");
  best(c, x, y, n) = Tuple(Float(32).min(), 0);
  const Expr wins = column >= 0 && column < w && row >= 0 && row < h && value > best(c, x, y, n)[0];
  best(c, x, y, n) = Tuple(select(wins, value, best(c, x, y, n)[0]),
                           select(wins, window.y * r + window.x, best(c, x, y, n)[1]));
  output(c, x, y, n) = undef<float>(); // the halo stays as it is
  output(c, pixel.x, pixel.y, pixel.z) = best(c, pixel.x, pixel.y, pixel.z)[0];
  indices(c, x, y, n) = undef<uint8_t>();
  indices(c, pixel.x, pixel.y, pixel.z) = cast<uint8_t>(best(c, pixel.x, pixel.y, pixel.z)[1]);
  fixOutput(output, arguments[1]);
  fixOutput(indices, arguments[2]);
  pool.kernel = {{input}, output, {indices}};
  pool.best = best;
  return pool;
}

} // namespace resnetc
