#include "backends/algorithms/Elementwise.h"
#include "backends/algorithms/Buffers.h"
#include <functional>

namespace resnetc {
using namespace Halide;

namespace {
/// `valueOf` gets what lies in each input at the place of an output's float.
ElementwiseAlgorithm define(const KernelKey &key, const std::function<Expr(const std::vector<Expr> &)> &valueOf) {
  const auto arguments = argumentsOf(key);
  const int h = int(key.integer("h")), w = int(key.integer("w")), c = int(key.integer("c"));
  ElementwiseAlgorithm map;
  map.value = RDom(0, w * c, 0, h, 0, int(key.integer("n")), "value");
  const RDom &value = map.value;
  std::vector<Expr> read;
  for (size_t i = 0; i + 1 < arguments.size(); ++i) {
    const int halo = int(arguments[i].halo);
    map.kernel.inputs.push_back(makeRowsInput(arguments[i]));
    read.push_back(map.kernel.inputs.back()(value.x + halo * c, value.y + halo, value.z));
  }
  const int halo = int(arguments.back().halo);
  const Var i("i"), y("y"), n("n");
  Func output("output");
  output(i, y, n) = undef<float>(); // the halo stays as it is
  output(value.x + halo * c, value.y + halo, value.z) = valueOf(read);
  fixRowsOutput(output, arguments.back());
  map.kernel.output = output;
  return map;
}
} // namespace

ElementwiseAlgorithm defineRelu(const KernelKey &key) {
  return define(key, [](const std::vector<Expr> &read) { return max(read[0], 0.0f); });
}

ElementwiseAlgorithm defineReluGradient(const KernelKey &key) {
  return define(key, [](const std::vector<Expr> &read) { return select(read[1] > 0.0f, read[0], 0.0f); });
}

ElementwiseAlgorithm defineAdd(const KernelKey &key) {
  const bool relu = key.flag("relu");
  return define(key, [relu](const std::vector<Expr> &read) {
    const Expr sum = read[0] + read[1];
    return relu ? max(sum, 0.0f) : sum;
  });
}

} // namespace resnetc
