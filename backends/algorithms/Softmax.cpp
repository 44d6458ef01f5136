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

  Func largest("largest"), power("power"), sum("sum"), output("output");
  largest(n) = Float(32).min();
  largest(n) = max(largest(n), logits(row, n));
  // Halide's polynomial (error about 1e-7), spelled out: exp() of one value is libm's.
  power(k, n) = Internal::halide_exp(logits(k, n) - largest(n));
  sum(n) = 0.0f;
  sum(n) += power(row, n);
  output(k, n) = power(k, n) / sum(n);
  fixOutput(output, arguments.back());
  softmax.kernel = {{logits}, output};
  softmax.largest = largest, softmax.power = power, softmax.sum = sum;
  return softmax;
}

} // namespace resnetc
