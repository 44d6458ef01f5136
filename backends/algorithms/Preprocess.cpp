#include "backends/algorithms/Preprocess.h"
#include "backends/algorithms/Buffers.h"

namespace resnetc {
using namespace Halide;

namespace {
/// values[channel]
Expr ofChannel(const Expr &channel, const std::vector<double> &values) {
  std::vector<Expr> constants;
  for (const double value : values)
    constants.push_back(Expr(float(value)));
  return constants.size() == 1 ? constants[0] : mux(channel, constants);
}
} // namespace

PreprocessAlgorithm definePreprocess(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  PreprocessAlgorithm images;
  images.c = Var("c"), images.x = Var("x"), images.y = Var("y"), images.n = Var("n");
  const Var &c = images.c, &x = images.x, &y = images.y, &n = images.n;
  const ImageParam pixels = makeInput(arguments[0]);
  const auto primary = [&](Expr index) { return cast<float>(pixels(index, x, y, n)); };

  Expr value;
  if (key.text("order") == "gray")
    value = (primary(0) * 299.0f + primary(1) * 587.0f + primary(2) * 114.0f) / 1000.0f;
  else
    value = primary(key.text("order") == "bgr" ? 2 - c : Expr(c));
  value = (value * float(key.real("scale")) - ofChannel(c, key.reals("mean"))) / ofChannel(c, key.reals("std"));

  Func output("output");
  if (key.layout("out").channelsFirst)
    output(x, y, c, n) = strict_float(value);
  else
    output(c, x, y, n) = strict_float(value);
  fixOutput(output, arguments.back());
  images.kernel = {{pixels}, output};
  return images;
}

} // namespace resnetc
