#include "backends/algorithms/BatchNormGradient.h"
#include "backends/algorithms/Buffers.h"
#include "backends/algorithms/Hyper.h"
#include "backends/algorithms/Reals.h"

namespace resnetc {
using namespace Halide;

namespace {
/// dy at a pixel, under a ReLU only where that let the value through.
Expr masked(const Kernel &kernel, bool relu, const std::vector<Expr> &place) {
  const Expr dy = inputOf(kernel, "dy")(place);
  return relu ? select(inputOf(kernel, "y")(place) > 0.0f, dy, 0.0f) : dy;
}

Expr maskedAtPixel(const KernelKey &key, const InteriorAlgorithm &map) {
  return masked(map.kernel, key.flag("relu"), {map.c, map.pixel.x, map.pixel.y, map.pixel.z});
}
} // namespace

ChannelSumsKernel defineBatchNormSums(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  ChannelSumsKernel gradient;
  for (const KernelArgument &argument : arguments)
    if (!argument.written)
      gradient.kernel.inputs.push_back(makeInput(argument));
  const Kernel &kernel = gradient.kernel;
  // Images that do not count have gradients of zero.
  gradient.sums = defineChannelSums(key, int(key.integer("n")), [&](Expr c, Expr x, Expr y, Expr n) {
    const Expr dy = masked(kernel, key.flag("relu"), {c, x, y, n});
    return std::vector<Expr>{dy * (inputOf(kernel, "input")(c, x, y, n) - inputOf(kernel, "mean")(c)), dy};
  });
  const Var &c = gradient.sums.c;
  Func output("sums");
  output(c) = Tuple(cast<float>(gradient.sums.total(c)[0] * inverseDeviation(kernel, c, key)),
                    cast<float>(gradient.sums.total(c)[1]));
  fixVectors(output, key.integer("c"));
  gradient.kernel.output = output;
  return gradient;
}

InteriorAlgorithm defineBatchNormGradient(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  InteriorAlgorithm gradient = beginInterior(arguments);
  const Var &c = gradient.c;
  const Reals real(key);
  const auto ofChannel = [&](const char *name) { return real(inputOf(gradient.kernel, name)(c)); };
  const Expr images = countOf(inputOf(gradient.kernel, "hyper"), key.integer("n"));
  const Expr values = real(images) * real(double(key.integer("h") * key.integer("w")));

  // dx = scale * (dy - dbeta / m - z * dgamma / m) with z = (x - mean) / deviation.
  const Expr inverse = inverseDeviation(gradient.kernel, c, key);
  const Expr factor = ofChannel("gamma") * inverse;
  const Expr slope = -factor * inverse * ofChannel("dgamma") / values;
  const Func scale = addFactor(gradient, "scale", factor), ofInput = addFactor(gradient, "of_input", slope);
  // In float, the product of mean and slope would lose what the difference keeps.
  const Expr start = -factor * ofChannel("dbeta") / values, input = atPixel(gradient, "input");
  const Func shift = addFactor(gradient, "shift", isGrid(key) ? start : start - slope * ofChannel("mean"));
  const Expr place = isGrid(key) ? input - ofChannel("mean") : input;

  const Expr value = maskedAtPixel(key, gradient) * scale(c) + place * ofInput(c) + shift(c);
  finishInterior(gradient, arguments.back(), select(gradient.pixel.z < images, value, 0.0f));
  return gradient;
}

InteriorAlgorithm defineBatchNormFrozenGradient(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  InteriorAlgorithm gradient = beginInterior(arguments);
  const Expr inverse = inverseDeviation(gradient.kernel, gradient.c, key);
  const Func scale =
      addFactor(gradient, "scale", Reals(key)(inputOf(gradient.kernel, "gamma")(gradient.c)) * inverse);
  finishInterior(gradient, arguments.back(), maskedAtPixel(key, gradient) * scale(gradient.c));
  return gradient;
}

} // namespace resnetc
