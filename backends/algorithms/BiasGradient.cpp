#include "backends/algorithms/BiasGradient.h"
#include "backends/algorithms/Buffers.h"

namespace resnetc {
using namespace Halide;

BiasGradientAlgorithm defineBiasGradient(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  BiasGradientAlgorithm gradient;
  gradient.kernel.inputs = {makeInput(arguments[0])};
  gradient.k = Var("k");
  gradient.pixel = RDom(0, int(key.integer("w")), 0, int(key.integer("h")), 0, int(key.integer("n")), "pixel");
  const RDom &pixel = gradient.pixel;
  Func sum("sum"), output("db");
  sum(gradient.k) = Expr(0.0);
  sum(gradient.k) += cast<double>(gradient.kernel.inputs[0](gradient.k, pixel.x, pixel.y, pixel.z));
  output(gradient.k) = cast<float>(sum(gradient.k));
  fixOutput(output, arguments.back());
  gradient.sum = sum;
  gradient.kernel.output = output;
  return gradient;
}

ChannelSumsKernel defineBiasSums(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  const ImageParam dy = makeInput(arguments[0]);
  ChannelSumsKernel gradient;
  gradient.sums = defineChannelSums(key, int(key.integer("n")), [&](Expr k, Expr x, Expr y, Expr n) {
    return std::vector<Expr>{dy(k, x, y, n)};
  });
  Func output("db");
  output(gradient.sums.c) = gradient.sums.total(gradient.sums.c);
  fixOutput(output, arguments.back());
  gradient.kernel = {{dy}, output};
  return gradient;
}

} // namespace resnetc
