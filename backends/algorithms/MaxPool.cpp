#include "backends/algorithms/MaxPool.h"
#include "backends/algorithms/Buffers.h"

namespace resnetc {
using namespace Halide;

MaxPoolAlgorithm defineMaxPool(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  const int r = int(key.integer("r")), stride = int(key.integer("stride"));
  const int lastColumn = int(key.integer("w")) - 1, lastRow = int(key.integer("h")) - 1;
  const Padding pad = key.padding("pad");
  MaxPoolAlgorithm pool;
  pool.c = Var("c"), pool.n = Var("n");
  pool.window = RDom(0, r, 0, r, "window");
  pool.pixel = RDom(0, int(key.outputWidth()), 0, int(key.outputHeight()), "pixel");
  const ImageParam input = makeInput(arguments[0]);
  const Var &c = pool.c, &n = pool.n, x("x"), y("y");

  Func best("best"), output("output");
  best(c, x, y, n) = Float(32).min();
  best(c, x, y, n) = max(best(c, x, y, n), input(c, clamp(x * stride + pool.window.x - int(pad.left), 0, lastColumn),
                                                 clamp(y * stride + pool.window.y - int(pad.top), 0, lastRow), n));
  output(c, x, y, n) = undef<float>(); // the halo stays as it is
  output(c, pool.pixel.x, pool.pixel.y, n) = best(c, pool.pixel.x, pool.pixel.y, n);
  fixOutput(output, arguments.back());
  pool.kernel = {{input}, output};
  pool.best = best;
  return pool;
}

} // namespace resnetc
