#include "backends/algorithms/BatchNormGradient.h"
#include "backends/algorithms/Buffers.h"
#include "backends/algorithms/Hyper.h"

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
    return Tuple(dy * (inputOf(kernel, "input")(c, x, y, n) - inputOf(kernel, "mean")(c)), dy);
  });
  const Var &c = gradient.sums.c;
  Func output("sums");
  output(c) = Tuple(cast<float>(gradient.sums.total(c)[0] * inverseDeviation(kernel, c, key.real("epsilon"))),
                    cast<float>(gradient.sums.total(c)[1]));
  fixVectors(output, key.integer("c"));
  gradient.kernel.output = output;
  return gradient;
}

InteriorAlgorithm defineBatchNormGradient(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  InteriorAlgorithm gradient = beginInterior(arguments);
  const Var &c = gradient.c;
  const auto ofChannel = [&](const char *name) { return cast<double>(inputOf(gradient.kernel, name)(c)); };
  const Expr images = countOf(inputOf(gradient.kernel, "hyper"), key.integer("n"));
  const Expr values = cast<double>(images) * Expr(double(key.integer("h") * key.integer("w")));

  // dx = scale * (dy - dbeta / m - z * dgamma / m) with z = (x - mean) / deviation.
  const Expr inverse = inverseDeviation(gradient.kernel, c, key.real("epsilon"));
  const Expr factor = ofChannel("gamma") * inverse;
  const Expr slope = -factor * inverse * ofChannel("dgamma") / values;
  const Func scale = addFactor(gradient, "scale", factor), ofInput = addFactor(gradient, "of_input", slope);
  const Func shift =
      addFactor(gradient, "shift", -factor * ofChannel("dbeta") / values - slope * ofChannel("mean"));

  const Expr value = maskedAtPixel(key, gradient) * scale(c) + atPixel(gradient, "input") * ofInput(c) + shift(c);
  finishInterior(gradient, arguments.back(), select(gradient.pixel.z < images, value, 0.0f));
  return gradient;
}

InteriorAlgorithm defineBatchNormFrozenGradient(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  InteriorAlgorithm gradient = beginInterior(arguments);
  const Expr inverse = inverseDeviation(gradient.kernel, gradient.c, key.real("epsilon"));
  const Func scale =
      addFactor(gradient, "scale", cast<double>(inputOf(gradient.kernel, "gamma")(gradient.c)) * inverse);
  finishInterior(gradient, arguments.back(), maskedAtPixel(key, gradient) * scale(gradient.c));
  return gradient;
}

} // namespace resnetc
