#include "backends/algorithms/BatchNorm.h"
#include "backends/algorithms/Buffers.h"
#include "backends/algorithms/Hyper.h"

namespace resnetc {
using namespace Halide;

ChannelSumsKernel defineBatchNormStatistics(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  const ImageParam input = makeInput(arguments[0]), hyper = makeInput(arguments[1]), pivot = makeInput(arguments[2]);
  const Expr images = countOf(hyper, key.integer("n"));
  ChannelSumsKernel statistics;
  statistics.sums = defineChannelSums(key, images, [&](Expr c, Expr x, Expr y, Expr n) {
    const Expr difference = input(c, x, y, n) - pivot(c);
    return Tuple(difference, difference * difference);
  });
  const Var &c = statistics.sums.c;
  const Expr values = cast<double>(images) * Expr(double(key.integer("h") * key.integer("w")));
  const Expr mean = statistics.sums.total(c)[0] / values, square = statistics.sums.total(c)[1] / values;
  Func output("statistics");
  output(c) = Tuple(cast<float>(cast<double>(pivot(c)) + mean), cast<float>(max(square - mean * mean, Expr(0.0))));
  fixVectors(output, key.integer("c"));
  statistics.kernel = {{input, hyper, pivot}, output};
  return statistics;
}

Expr inverseDeviation(const Kernel &kernel, const Expr &c, double epsilon) {
  return Expr(1.0) / sqrt(cast<double>(inputOf(kernel, "variance")(c)) + Expr(epsilon));
}

InteriorAlgorithm defineBatchNorm(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  InteriorAlgorithm norm = beginInterior(arguments);
  const auto ofChannel = [&](const char *name) { return cast<double>(inputOf(norm.kernel, name)(norm.c)); };
  const Expr factor = ofChannel("gamma") * inverseDeviation(norm.kernel, norm.c, key.real("epsilon"));
  const Func scale = addFactor(norm, "scale", factor);
  const Func shift = addFactor(norm, "shift", ofChannel("beta") - ofChannel("mean") * factor);

  Expr value = atPixel(norm, "input") * scale(norm.c) + shift(norm.c);
  if (key.flag("add"))
    value = value + atPixel(norm, "residual");
  if (key.flag("relu"))
    value = max(value, 0.0f);
  finishInterior(norm, arguments.back(), value);
  return norm;
}

} // namespace resnetc
