#include "backends/algorithms/SoftmaxSlices.h"
#include "backends/algorithms/Buffers.h"
#include "backends/algorithms/JoinPairs.h"

namespace resnetc {
namespace {
using namespace Halide;

/// That of each slice of a row.
std::vector<Expr> valuesOf(const Func &slice, const Var &n, int slices) {
  std::vector<Expr> values;
  for (int i = 0; i < slices; ++i)
    values.push_back(slice(i, n));
  return values;
}
} // namespace

SoftmaxSlicesAlgorithm defineSoftmaxSlices(const KernelKey &key, int slices) {
  const auto arguments = argumentsOf(key);
  const int classes = int(key.integer("k")), terms = (classes + slices - 1) / slices;
  SoftmaxSlicesAlgorithm softmax;
  softmax.k = Var("k"), softmax.n = Var("n"), softmax.u = Var("u");
  softmax.first = RDom(0, terms, "first"), softmax.second = RDom(0, terms, "second");
  const Var &k = softmax.k, &n = softmax.n, &u = softmax.u;
  const ImageParam logits = makeInput(arguments[0]);
  const auto add = [](const Expr &a, const Expr &b) { return a + b; };
  const auto larger = [](const Expr &a, const Expr &b) { return max(a, b); };

  Func largest("largest"), mass("mass"), output("output");
  largest(u, n) = Float(32).min();
  largest(u, n) = max(largest(u, n), logits(min(softmax.first * slices + u, classes - 1), n));
  const Expr top = joinPairs(valuesOf(largest, n, slices), larger), term = softmax.second * slices + u;
  mass(u, n) = 0.0f;
  mass(u, n) += select(term < classes, exp(logits(min(term, classes - 1), n) - top), 0.0f);
  output(k, n) = exp(logits(k, n) - top) / joinPairs(valuesOf(mass, n, slices), add);
  fixOutput(output, arguments.back());
  softmax.kernel = {{logits}, output};
  softmax.largest = largest, softmax.mass = mass;
  return softmax;
}

} // namespace resnetc
