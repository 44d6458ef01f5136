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

/// `primary(i)` is the pixel's red, green or blue.
template <typename Primary>
void defineOutput(PreprocessAlgorithm &images, const KernelKey &key, const KernelArgument &argument, Primary primary) {
  const Var &c = images.c, &x = images.x, &y = images.y, &n = images.n;
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
  fixOutput(output, argument);
  images.kernel.output = output;
}

PreprocessAlgorithm begin(const ImageParam &pixels) {
  PreprocessAlgorithm images;
  images.c = Var("c"), images.x = Var("x"), images.y = Var("y"), images.n = Var("n");
  images.kernel.inputs = {pixels};
  return images;
}
} // namespace

PreprocessAlgorithm definePreprocess(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  const ImageParam pixels = makeInput(arguments[0]);
  PreprocessAlgorithm images = begin(pixels);
  defineOutput(images, key, arguments.back(), [&](const Expr &i) {
    return cast<float>(pixels(i, images.x, images.y, images.n));
  });
  return images;
}

PreprocessAlgorithm definePreprocessOfWords(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  const int h = int(key.integer("h")), w = int(key.integer("w"));
  const ImageParam words = makeWordsInput(arguments[0]);
  PreprocessAlgorithm images = begin(words);
  defineOutput(images, key, arguments.back(), [&](const Expr &i) {
    return cast<float>(byteOf(words, ((images.n * h + images.y) * w + images.x) * 3 + i));
  });
  return images;
}

} // namespace resnetc
