#include "backends/algorithms/MaxPoolIndices.h"
#include "backends/algorithms/Buffers.h"

namespace resnetc {
using namespace Halide;

namespace {
/// The largest value of a window and its index, by output pixel.
Func defineBest(const KernelKey &key, const ImageParam &input, const Var &c, const RDom &window) {
  const int r = int(key.integer("r")), stride = int(key.integer("stride"));
  const int h = int(key.integer("h")), w = int(key.integer("w"));
  const Padding pad = key.padding("pad");
  const Var x("x"), y("y"), n("n");
  const Expr column = x * stride + window.x - int(pad.left), row = y * stride + window.y - int(pad.top);
  const Expr value = input(c, clamp(column, 0, w - 1), clamp(row, 0, h - 1), n);
  Func best("best");
  best(c, x, y, n) = Tuple(Float(32).min(), 0);
  const Expr wins = column >= 0 && column < w && row >= 0 && row < h && value > best(c, x, y, n)[0];
  best(c, x, y, n) = Tuple(select(wins, value, best(c, x, y, n)[0]),
                           select(wins, window.y * r + window.x, best(c, x, y, n)[1]));
  return best;
}

/// All but the indices.
MaxPoolIndicesAlgorithm begin(const KernelKey &key, const std::vector<KernelArgument> &arguments) {
  MaxPoolIndicesAlgorithm pool;
  pool.c = Var("c");
  pool.window = RDom(0, int(key.integer("r")), 0, int(key.integer("r")), "window");
  pool.pixel = RDom(0, int(key.outputWidth()), 0, int(key.outputHeight()), 0, int(key.integer("n")), "pixel");
  const ImageParam input = makeInput(arguments[0]);
  const Var &c = pool.c, x("x"), y("y"), n("n");
  const RDom &pixel = pool.pixel;
  const Func best = defineBest(key, input, c, pool.window);
  Func output("output");
  output(c, x, y, n) = undef<float>(); // the halo stays as it is
  output(c, pixel.x, pixel.y, pixel.z) = best(c, pixel.x, pixel.y, pixel.z)[0];
  fixOutput(output, arguments[1]);
  pool.kernel = {{input}, output};
  pool.best = best;
  return pool;
}

/// Sets the second output: value(x, y, n) at each pixel, for each c.
template <typename Value>
void finish(MaxPoolIndicesAlgorithm &pool, const KernelArgument &argument, Type type, Value value) {
  const Var x("x"), y("y"), n("n");
  Func indices("indices");
  indices(pool.c, x, y, n) = undef(type);
  const RDom &pixel = pool.pixel;
  indices(pool.c, pixel.x, pixel.y, pixel.z) = cast(type, value(pixel.x, pixel.y, pixel.z));
  fixOutput(indices, argument);
  pool.kernel.moreOutputs = {indices};
}
} // namespace

MaxPoolIndicesAlgorithm defineMaxPoolIndices(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  MaxPoolIndicesAlgorithm pool = begin(key, arguments);
  finish(pool, arguments[2], UInt(8),
         [&](const Expr &x, const Expr &y, const Expr &n) { return pool.best(pool.c, x, y, n)[1]; });
  return pool;
}

MaxPoolIndicesAlgorithm defineMaxPoolIndexWords(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  MaxPoolIndicesAlgorithm pool = begin(key, arguments);
  KernelArgument words = arguments[2];
  words.extents[3] /= 4;
  finish(pool, words, Int(32), [&](const Expr &x, const Expr &y, const Expr &image) {
    Expr word = 0;
    for (int i = 0; i < 4; ++i)
      word = word | (pool.best(pool.c * 4 + i, x, y, image)[1] << (8 * i));
    return word;
  });
  return pool;
}

Expr indexOfWords(const ImageParam &words, const KernelArgument &indices, const Expr &c, const Expr &x, const Expr &y,
                  const Expr &n) {
  const int channels = int(indices.extents[3]), w = int(indices.extents[2]), h = int(indices.extents[1]);
  return byteOf(words, ((n * h + y) * w + x) * channels + c);
}

} // namespace resnetc
