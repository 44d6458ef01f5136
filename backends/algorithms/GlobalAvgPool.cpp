#include "backends/algorithms/GlobalAvgPool.h"
#include "backends/algorithms/Buffers.h"

namespace resnetc {
using namespace Halide;

GlobalAvgPoolAlgorithm defineGlobalAvgPool(const KernelKey &key) {
  const auto arguments = argumentsOf(key);
  const int h = int(key.integer("h")), w = int(key.integer("w"));
  GlobalAvgPoolAlgorithm pool;
  pool.c = Var("c"), pool.n = Var("n");
  pool.column = RDom(0, w, "column");
  pool.row = RDom(0, h, "row");
  const ImageParam input = makeInput(arguments[0]);
  const Var &c = pool.c, &n = pool.n, y("y");

  Func rowSum("row_sum"), sum("sum"), output("output");
  rowSum(c, y, n) = 0.0f;
  rowSum(c, y, n) += input(c, pool.column, y, n);
  sum(c, n) = 0.0f;
  sum(c, n) += rowSum(c, pool.row, n);
  output(c, n) = sum(c, n) / float(int64_t(h) * w);
  fixOutput(output, arguments.back());
  pool.kernel = {{input}, output};
  pool.rowSum = rowSum, pool.sum = sum;
  return pool;
}

} // namespace resnetc
