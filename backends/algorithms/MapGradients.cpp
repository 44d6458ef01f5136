#include "backends/algorithms/MapGradients.h"
#include "backends/algorithms/Buffers.h"
#include "backends/algorithms/MaxPoolIndices.h"
#include "backends/algorithms/Reals.h"

namespace resnetc {
using namespace Halide;

namespace {
/// One axis of the windows that cover a pixel.
struct Cover {
  Expr window; ///< its place, clamped into the output
  Expr tap;    ///< the pixel's place in it
  Expr real;   ///< there is such a window and it reaches the pixel
};

/// The `back`-th window before the last one that begins at or before the pixel.
Cover coverOf(const Expr &pixel, int before, int back, int stride, int r, int windows) {
  const Expr window = (pixel + before) / stride - back, tap = pixel + before - window * stride;
  return {clamp(window, 0, windows - 1), tap, window >= 0 && window < windows && tap < r};
}
} // namespace

InteriorAlgorithm defineMaxPoolGradient(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  const int r = int(key.integer("r")), stride = int(key.integer("stride")), each = (r + stride - 1) / stride;
  const int rows = int(key.outputHeight()), columns = int(key.outputWidth());
  const Padding pad = key.padding("pad");
  InteriorAlgorithm gradient = beginInterior(arguments);
  if (isGrid(key))
    gradient.kernel.inputs[1] = makeWordsInput(arguments[1]);
  const ImageParam &dy = gradient.kernel.inputs[0], &indices = gradient.kernel.inputs[1];
  const Var &c = gradient.c;
  const RDom &pixel = gradient.pixel;

  Expr sum = 0.0f;
  for (int i = each - 1; i >= 0; --i) // windows row by row, so that all orders add alike
    for (int j = each - 1; j >= 0; --j) {
      const Cover row = coverOf(pixel.y, int(pad.top), i, stride, r, rows);
      const Cover column = coverOf(pixel.x, int(pad.left), j, stride, r, columns);
      const Expr index = select(row.real && column.real, row.tap * r + column.tap, -1); // of a value or of none
      const Expr winner = isGrid(key) ? indexOfWords(indices, arguments[1], c, column.window, row.window, pixel.z)
                                      : cast<int>(indices(c, column.window, row.window, pixel.z));
      sum += select(winner == index, dy(c, column.window, row.window, pixel.z), 0.0f);
    }
  finishInterior(gradient, arguments.back(), sum);
  return gradient;
}

InteriorAlgorithm defineGlobalAvgPoolGradient(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  InteriorAlgorithm gradient = beginInterior(arguments);
  const float share = float(1.0 / double(key.integer("h") * key.integer("w")));
  finishInterior(gradient, arguments.back(), gradient.kernel.inputs[0](gradient.c, gradient.pixel.z) * share);
  return gradient;
}

InteriorAlgorithm definePadChannelsGradient(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  const int stride = int(key.integer("stride")), before = int(key.integer("k") - key.integer("c")) / 2;
  InteriorAlgorithm gradient = beginInterior(arguments);
  const RDom &pixel = gradient.pixel;
  const Expr value =
      gradient.kernel.inputs[0](gradient.c + before, pixel.x / stride, pixel.y / stride, pixel.z);
  const Expr kept = pixel.x % stride == 0 && pixel.y % stride == 0;
  finishInterior(gradient, arguments.back(), select(kept, value, 0.0f));
  return gradient;
}

} // namespace resnetc
