#include "backends/algorithms/Fold.h"
#include "backends/algorithms/Buffers.h"
#include "backends/algorithms/Reals.h"

namespace resnetc {
using namespace Halide;

namespace {
Expr factorOf(const ImageParam &gamma, const ImageParam &variance, const Expr &k, const KernelKey &key) {
  const Reals real(key);
  return real(gamma(k)) / sqrt(real(variance(k)) + real(key.real("epsilon")));
}
} // namespace

PackFilterAlgorithm definePackFilter(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  const int panel = int(key.integer("panel")), filters = int(key.integer("k"));
  PackFilterAlgorithm pack;
  pack.filter = Var("filter"), pack.c = Var("c"), pack.s = Var("s"), pack.r = Var("r"), pack.panel = Var("panel");
  pack.isRagged = filters % panel != 0;
  for (size_t i = 0; i + 1 < arguments.size(); ++i)
    pack.kernel.inputs.push_back(makeInput(arguments[i]));
  const auto &inputs = pack.kernel.inputs;

  const Reals real(key);
  const Expr k = pack.panel * panel + pack.filter;
  const Expr inside = pack.isRagged ? min(k, filters - 1) : k;
  Expr value = real(inputs[0](inside, pack.c, pack.s, pack.r));
  if (key.flag("fold")) {
    Func factor("factor");
    factor(pack.filter, pack.panel) = strict_float(factorOf(inputs[1], inputs[2], inside, key));
    value = value * factor(pack.filter, pack.panel);
    pack.factor = factor;
  }
  value = cast<float>(strict_float(value));
  Func output("output");
  output(pack.filter, pack.c, pack.s, pack.r, pack.panel) = pack.isRagged ? select(k < filters, value, 0.0f) : value;
  fixOutput(output, arguments.back());
  pack.kernel.output = output;
  return pack;
}

Kernel defineFoldShift(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  const int filters = int(key.integer("k"));
  Kernel kernel;
  for (size_t i = 0; i + 1 < arguments.size(); ++i)
    kernel.inputs.push_back(makeInput(arguments[i]));
  const size_t norm = key.flag("bias") ? 1 : 0; // gamma, beta, mean, variance follow the bias
  Var k("k");
  const Expr inside = min(k, filters - 1);
  const Reals real(key);
  Expr value = key.flag("bias") ? real(kernel.inputs[0](inside)) : real(0.0);
  if (key.flag("fold")) {
    const auto &inputs = kernel.inputs;
    value = real(inputs[norm + 1](inside)) + (value - real(inputs[norm + 2](inside))) *
                                                 factorOf(inputs[norm], inputs[norm + 3], inside, key);
  }
  Func output("output");
  output(k) = select(k < filters, cast<float>(strict_float(value)), 0.0f);
  fixOutput(output, arguments.back());
  kernel.output = output;
  return kernel;
}

} // namespace resnetc
