#include "backends/algorithms/InputGradient.h"
#include "backends/algorithms/Buffers.h"
#include <algorithm>

namespace resnetc {
using namespace Halide;

namespace {
/// A flat number of a pixel of a phase in the coordinates of that phase.
struct FlatPixel {
  Expr number;
  int width;
  Expr x() const { return number % width; }
  Expr y() const { return number / width; }
};

void definePhase(InputGradientAlgorithm &gradient, const KernelKey &key, const AxisPhase &rows,
                 const AxisPhase &columns) {
  const int panel = int(key.integer("panel")), stride = int(key.integer("stride")), k = int(key.integer("k"));
  const int width = int(columns.pixels), pixels = width * int(rows.pixels);
  const int tilePixels = std::min(int(key.tile().pixels), pixels), tiles = (pixels + tilePixels - 1) / tilePixels;
  const auto &inputs = gradient.kernel.inputs;
  const Var &c = gradient.c, &pixel = gradient.pixel, &n = gradient.n;
  PhaseAlgorithm phase;
  phase.taps = rows.taps * columns.taps, phase.tilePixels = tilePixels;
  phase.tile = RDom(0, tilePixels, 0, tiles, "tile");
  const RDom &tile = phase.tile;
  const FlatPixel place = {min(tile.y * tilePixels, pixels - tilePixels) + tile.x, width};
  Expr value = 0.0f;
  if (phase.taps) {
    const int chunk = k % 16 == 0 ? 16 : k;
    phase.window = RDom(0, chunk, 0, k / chunk, 0, int(columns.taps), 0, int(rows.taps), "window");
    phase.filtersOfChunk = chunk;
    const RDom &window = phase.window;
    const FlatPixel at = {pixel, width};
    const Expr filter = window.x + chunk * window.y;
    Func sum("sum");
    sum(c, pixel, n) = 0.0f;
    // Taps from the last one on, so that dy is read in the order of memory.
    const Expr column = int(columns.taps) - 1 - window.z, row = int(rows.taps) - 1 - window.w;
    sum(c, pixel, n) +=
        inputs[1](c % panel, filter, int(columns.tap) + column * stride, int(rows.tap) + row * stride, c / panel) *
        inputs[0](filter, at.x() + window.z + int(columns.offset - columns.taps + 1),
                  at.y() + window.w + int(rows.offset - rows.taps + 1), n);
    value = sum(c, place.number, n);
    phase.sum = sum;
  }
  const Expr x = place.x() * stride + int(columns.first), y = place.y() * stride + int(rows.first);
  if (key.flag("add"))
    value += inputs[2](c, x, y, n);
  gradient.kernel.output(c, x, y, n) = value;
  gradient.phases.push_back(phase);
}

/// The row of dy that reaches row `at` of dx through tap `r`, and whether there is one.
struct Source {
  Expr row, exists;
};

Source sourceOf(const Expr &at, const Expr &r, int pad, int stride, int size) {
  const Expr distance = at + pad - r;
  const Expr row = clamp(distance / stride, 0, size - 1);
  return {row, row * stride == distance};
}

void definePlain(InputGradientAlgorithm &gradient, const KernelKey &key) {
  const int stride = int(key.integer("stride")), r = int(key.integer("r")), panel = int(key.integer("panel"));
  const Padding pad = key.padding("pad");
  const auto &inputs = gradient.kernel.inputs;
  const Var &c = gradient.c, &n = gradient.n;
  const Var x("x"), y("y");
  const RDom window(0, int(key.integer("k")), 0, r, 0, r, "window");
  const bool isOnePanel = panel >= key.integer("c");
  const Source column = sourceOf(x, window.y, int(pad.left), stride, int(key.outputWidth()));
  const Source row = sourceOf(y, window.z, int(pad.top), stride, int(key.outputHeight()));
  Func sum("sum");
  sum(c, x, y, n) = 0.0f;
  sum(c, x, y, n) +=
      select(row.exists && column.exists,
             inputs[1](isOnePanel ? c : c % panel, window.x, window.y, window.z, isOnePanel ? 0 : c / panel) *
                 inputs[0](window.x, column.row, row.row, n),
             0.0f);
  const RDom all(0, int(key.integer("w")), 0, int(key.integer("h")), "all");
  Expr value = sum(c, all.x, all.y, n);
  if (key.flag("add"))
    value += inputs[2](c, all.x, all.y, n);
  gradient.kernel.output(c, all.x, all.y, n) = value;
  gradient.plainSum = sum, gradient.plainWindow = window;
  gradient.pixelOfPlain = all.x, gradient.rowOfPlain = all.y;
}
} // namespace

InputGradientAlgorithm defineInputGradient(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  InputGradientAlgorithm gradient;
  gradient.c = Var("c"), gradient.pixel = Var("pixel"), gradient.n = Var("n");
  for (size_t i = 0; i + 1 < arguments.size(); ++i)
    gradient.kernel.inputs.push_back(makeInput(arguments[i]));
  Func output("output");
  const Var x("x"), y("y");
  output(gradient.c, x, y, gradient.n) = undef<float>(); // what no pixel writes is the halo, which stays as it is
  gradient.kernel.output = output;
  if (key.text("algorithm") == "plain")
    definePlain(gradient, key);
  else
    for (const AxisPhase &rows : rowPhases(key))
      for (const AxisPhase &columns : columnPhases(key))
        definePhase(gradient, key, rows, columns);
  fixOutput(output, arguments.back());
  return gradient;
}

} // namespace resnetc
