#include "backends/algorithms/Stem.h"
#include "backends/algorithms/Buffers.h"

namespace resnetc {
using namespace Halide;

StemAlgorithm defineStem(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  const int c = int(key.integer("c")), r = int(key.integer("r")), stride = int(key.integer("stride"));
  const int panel = int(key.integer("panel")), halo = int(key.layout("in").halo);
  const int poolSize = int(key.integer("pool")), poolStride = int(key.integer("pool_stride"));
  const int lastColumn = int(key.outputWidth()) - 1, lastRow = int(key.outputHeight()) - 1;
  const Padding pad = key.padding("pad"), poolPad = key.padding("pool_pad");

  StemAlgorithm stem;
  stem.run = r * c;
  stem.convColumns = lastColumn + 1;
  stem.k = Var("k"), stem.x = Var("x"), stem.y = Var("y"), stem.n = Var("n");
  stem.window = RDom(0, r * c, 0, r, "window");
  stem.pool = RDom(0, poolSize, 0, poolSize, "pool");
  stem.pixel = RDom(0, int(arguments.back().extents[2]), 0, int(arguments.back().extents[1]), "pixel");
  const ImageParam input = makeRowsInput(arguments[0]), filter = makeRunsFilter(arguments[1]),
                   shift = makeInput(arguments[2]);
  const Var &k = stem.k, &x = stem.x, &y = stem.y, &n = stem.n;
  const RDom &window = stem.window, &pool = stem.pool, &pixel = stem.pixel;

  Func sum("sum"), conv("conv"), best("best"), output("output");
  sum(k, x, y, n) = shift(k);
  sum(k, x, y, n) += filter(k % panel, window.x, window.y, k / panel) *
                     input((x * stride + halo - int(pad.left)) * c + window.x,
                           y * stride + halo - int(pad.top) + window.y, n);
  conv(k, x, y, n) = key.flag("relu") ? max(sum(k, x, y, n), 0.0f) : Expr(sum(k, x, y, n));
  best(k, x, y, n) = Float(32).min();
  best(k, x, y, n) = max(best(k, x, y, n), conv(k, clamp(x * poolStride + pool.x - int(poolPad.left), 0, lastColumn),
                                                clamp(y * poolStride + pool.y - int(poolPad.top), 0, lastRow), n));
  output(k, x, y, n) = undef<float>(); // the halo stays as it is
  output(k, pixel.x, pixel.y, n) = best(k, pixel.x, pixel.y, n);
  fixOutput(output, arguments.back());

  stem.kernel = {{input, filter, shift}, output};
  stem.sum = sum, stem.conv = conv, stem.best = best;
  return stem;
}

} // namespace resnetc
