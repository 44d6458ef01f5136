#include "backends/algorithms/BatchNorm.h"
#include "backends/algorithms/Buffers.h"
#include "backends/algorithms/Hyper.h"
#include "backends/algorithms/Reals.h"

namespace resnetc {
using namespace Halide;

ChannelSumsKernel defineBatchNormStatistics(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  const ImageParam input = makeInput(arguments[0]), hyper = makeInput(arguments[1]), pivot = makeInput(arguments[2]);
  const Expr images = countOf(hyper, key.integer("n"));
  ChannelSumsKernel statistics;
  statistics.sums = defineChannelSums(key, images, [&](Expr c, Expr x, Expr y, Expr n) {
    const Expr difference = input(c, x, y, n) - pivot(c);
    return std::vector<Expr>{difference, difference * difference};
  });
  const Var &c = statistics.sums.c;
  const Reals real(key);
  const Expr values = real(images) * real(double(key.integer("h") * key.integer("w")));
  const Expr mean = statistics.sums.total(c)[0] / values, square = statistics.sums.total(c)[1] / values;
  Func output("statistics");
  output(c) = Tuple(cast<float>(real(pivot(c)) + mean), cast<float>(max(square - mean * mean, real(0.0))));
  fixVectors(output, key.integer("c"));
  statistics.kernel = {{input, hyper, pivot}, output};
  return statistics;
}

Expr inverseDeviation(const Kernel &kernel, const Expr &c, const KernelKey &key) {
  const Reals real(key);
  return real(1.0) / sqrt(real(inputOf(kernel, "variance")(c)) + real(key.real("epsilon")));
}

InteriorAlgorithm defineBatchNorm(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  InteriorAlgorithm norm = beginInterior(arguments);
  const Reals real(key);
  const auto ofChannel = [&](const char *name) { return real(inputOf(norm.kernel, name)(norm.c)); };
  const Expr factor = ofChannel("gamma") * inverseDeviation(norm.kernel, norm.c, key), input = atPixel(norm, "input");
  const Func scale = addFactor(norm, "scale", factor);

  Expr value;
  if (isGrid(key)) // in float, the product of mean and factor would lose what the difference keeps
    value = (input - ofChannel("mean")) * scale(norm.c) + ofChannel("beta");
  else
    value = input * scale(norm.c) + addFactor(norm, "shift", ofChannel("beta") - ofChannel("mean") * factor)(norm.c);
  if (key.flag("add"))
    value = value + atPixel(norm, "residual");
  if (key.flag("relu"))
    value = max(value, 0.0f);
  finishInterior(norm, arguments.back(), value);
  return norm;
}

} // namespace resnetc
