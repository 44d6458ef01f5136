#include "backends/algorithms/Softmax.h"
#include "backends/algorithms/Buffers.h"

namespace resnetc {
using namespace Halide;

SoftmaxAlgorithm defineSoftmax(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  SoftmaxAlgorithm softmax;
  softmax.k = Var("k"), softmax.n = Var("n");
  const RDom row(0, int(key.integer("k")), "row");
  const ImageParam logits = makeInput(arguments[0]);
  const Var &k = softmax.k, &n = softmax.n;

  Func largest("largest"), power("power"), sum("sum"), inverse("inverse"), output("output");
  largest(n) = Float(32).min();
  largest(n) = max(largest(n), logits(row, n));
  // Halide's polynomial (error about 1e-7), spelled out: exp() of one value is libm's.
  power(k, n) = Internal::halide_exp(logits(k, n) - largest(n));
  // In double, and one division: a float sum of a thousand classes is off by a millionth.
  sum(n) = Expr(0.0);
  sum(n) += cast<double>(power(row, n));
  inverse(n) = cast<float>(Expr(1.0) / sum(n));
  output(k, n) = power(k, n) * inverse(n);
  fixOutput(output, arguments.back());
  softmax.kernel = {{logits}, output};
  softmax.largest = largest, softmax.power = power, softmax.sum = sum, softmax.inverse = inverse;
  return softmax;
}

} // namespace resnetc
