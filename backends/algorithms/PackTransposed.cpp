#include "backends/algorithms/PackTransposed.h"
#include "backends/algorithms/Buffers.h"

namespace resnetc {
using namespace Halide;

PackTransposedAlgorithm definePackTransposed(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  const int panel = int(key.integer("panel")), channels = int(key.integer("c")), last = int(key.integer("r")) - 1;
  PackTransposedAlgorithm pack;
  pack.kernel.inputs = {makeInput(arguments[0])};
  pack.c = Var("c"), pack.k = Var("k"), pack.s = Var("s"), pack.r = Var("r"), pack.panel = Var("panel");
  const Expr s = key.flag("rotate") ? last - pack.s : pack.s, r = key.flag("rotate") ? last - pack.r : pack.r;
  const Expr c = pack.panel * panel + pack.c;
  const ImageParam &kernel = pack.kernel.inputs[0];
  Func rows("rows"), output("output");
  rows(pack.k, pack.c, pack.s, pack.r, pack.panel) =
      channels % panel ? select(c < channels, kernel(pack.k, min(c, channels - 1), s, r), 0.0f)
                       : kernel(pack.k, c, s, r);
  output(pack.c, pack.k, pack.s, pack.r, pack.panel) = rows(pack.k, pack.c, pack.s, pack.r, pack.panel);
  fixOutput(output, arguments.back());
  pack.rows = rows;
  pack.kernel.output = output;
  return pack;
}

} // namespace resnetc
