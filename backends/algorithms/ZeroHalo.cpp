#include "backends/algorithms/ZeroHalo.h"
#include "backends/algorithms/Buffers.h"

namespace resnetc {
using namespace Halide;

ZeroHaloAlgorithm defineZeroHalo(const KernelKey &key) {
  const KernelArgument argument = argumentsOf(key).back();
  const int halo = int(argument.halo), h = int(argument.extents[1]), w = int(argument.extents[2]);
  const int wide = w + 2 * halo, rows = 2 * halo * wide, sides = 2 * halo * h;
  ZeroHaloAlgorithm zero;
  zero.c = Var("c"), zero.n = Var("n");
  zero.pixel = RDom(0, rows + sides, "pixel");

  const Expr i = zero.pixel.x, row = i / wide, side = max(i - rows, 0), beside = side % (2 * halo);
  const Expr x = select(i < rows, i % wide, beside < halo, beside, beside + w) - halo;
  const Expr y = select(i < rows, select(row < halo, row - halo, row - halo + h), side / (2 * halo));
  const Var anyX("x"), anyY("y");
  Func output("output");
  output(zero.c, anyX, anyY, zero.n) = undef<float>();
  output(zero.c, clamp(x, -halo, w + halo - 1), clamp(y, -halo, h + halo - 1), zero.n) = 0.0f;
  fixOutput(output, argument);
  zero.kernel.output = output;
  return zero;
}

} // namespace resnetc
