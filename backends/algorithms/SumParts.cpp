#include "backends/algorithms/SumParts.h"
#include "backends/algorithms/Buffers.h"

namespace resnetc {
using namespace Halide;

SumPartsAlgorithm defineSumParts(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  SumPartsAlgorithm sums;
  sums.map = beginInterior(arguments);
  sums.part = RDom(0, int(key.integer("parts")), "part");
  const Var &c = sums.map.c, x("x"), y("y"), n("n");
  const RDom &pixel = sums.map.pixel;

  sums.sum = Func("sum");
  sums.sum(c, x, y, n) = 0.0f;
  sums.sum(c, x, y, n) += inputOf(sums.map.kernel, "parts")(c, x, y, n, sums.part);
  Expr value = sums.sum(c, pixel.x, pixel.y, pixel.z);
  if (key.flag("shift"))
    value += inputOf(sums.map.kernel, "shift")(c);
  if (key.flag("add"))
    value += atPixel(sums.map, "residual");
  if (key.flag("relu"))
    value = max(value, 0.0f);
  finishInterior(sums.map, arguments.back(), value);
  return sums;
}

} // namespace resnetc
