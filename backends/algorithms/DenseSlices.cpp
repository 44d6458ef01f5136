#include "backends/algorithms/DenseSlices.h"
#include "backends/algorithms/Buffers.h"
#include "backends/algorithms/JoinPairs.h"

namespace resnetc {
using namespace Halide;

DenseSlicesAlgorithm defineDenseSlices(const KernelKey &key, int slices) {
  const auto arguments = argumentsOf(key);
  const int c = int(key.integer("c")), terms = (c + slices - 1) / slices, groups = int(key.integer("panel")) / 4;
  DenseSlicesAlgorithm dense;
  dense.k = Var("k"), dense.u = Var("u"), dense.n = Var("n");
  dense.term = RDom(0, terms, "term");
  for (size_t i = 0; i + 1 < arguments.size(); ++i)
    dense.kernel.inputs.push_back(makeInput(arguments[i]));
  const ImageParam &input = dense.kernel.inputs[0], &filter = dense.kernel.inputs[1], &shift = dense.kernel.inputs[2];
  const Var &k = dense.k, &u = dense.u, &n = dense.n;

  Func slice("slice"), output("output");
  const Expr term = dense.term * slices + u, read = min(term, c - 1);
  const Expr filters = min(k / 4, groups - 1) * 4 + k % 4; // whole groups, which are vectors
  const Expr value = input(read, n) * (c % slices ? select(term < c, 1.0f, 0.0f) : Expr(1.0f));
  slice(k, u, n) = 0.0f;
  slice(k, u, n) += filter(filters, read, 0, 0, 0) * value;
  std::vector<Expr> values;
  for (int i = 0; i < slices; ++i)
    values.push_back(slice(k, i, n));
  output(k, n) = joinPairs(values, [](const Expr &a, const Expr &b) { return a + b; }) + shift(k);
  fixOutput(output, arguments.back());
  dense.kernel.output = output;
  dense.slice = slice;
  return dense;
}

} // namespace resnetc
