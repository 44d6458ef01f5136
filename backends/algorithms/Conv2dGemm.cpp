#include "backends/algorithms/Buffers.h"
#include "backends/algorithms/Gemm.h"

namespace resnetc {
namespace {
using namespace Halide;

struct Shape {
  int64_t n, h, w, c, r, stride, parts; ///< h w: of the output
  int64_t terms() const { return r * c; }
};

Shape shapeOf(const KernelKey &key) {
  return {key.integer("n"),      key.outputHeight(), key.outputWidth(),     key.integer("c"), key.integer("r"),
          key.integer("stride"), key.has("parts") ? key.integer("parts") : 1};
}

void definePatch(GemmAlgorithm &gemm, const KernelKey &key, const Shape &shape, bool hasMoreTerms) {
  const ImageParam &input = gemm.kernel.inputs[0];
  const int64_t halo = key.layout("in").halo, c = shape.c;
  const Padding pad = key.padding("pad");
  const PixelPlace from(min(gemm.p, int(gemm.rows) - 1), shape.h, shape.w, shape.n);
  const Expr term = hasMoreTerms ? clampGroups(gemm.term, shape.terms(), gemm.vectorTerms) : Expr(gemm.term);
  gemm.patch = Func("patch");
  gemm.patch(gemm.term, gemm.t, gemm.p) = input((from.x * int(shape.stride) + int(halo - pad.left)) * int(c) + term,
                                                from.y * int(shape.stride) + gemm.t + int(halo - pad.top), from.n);
}

void defineWeights(GemmAlgorithm &gemm, int64_t panel, int64_t reach, const Shape &shape, bool hasMoreTerms) {
  const ImageParam &filter = gemm.kernel.inputs[1];
  const Expr k = reach > panel ? clampGroups(gemm.k, panel, true) : Expr(gemm.k);
  const int last = int(shape.terms()) - 1;
  gemm.weights = Func("weights");
  gemm.weights(gemm.k, gemm.term, gemm.t) =
      hasMoreTerms ? filter(k, min(gemm.term, last), gemm.t, 0) * select(gemm.term <= last, 1.0f, 0.0f)
                   : filter(k, gemm.term, gemm.t, 0);
}

/// [n][y][x][k] with the epilogue.
void defineMap(GemmAlgorithm &gemm, const KernelKey &key, const KernelArgument &output, const Expr &row,
               const Shape &shape) {
  const std::vector<ImageParam> &inputs = gemm.kernel.inputs;
  const PixelPlace to(row, shape.h, shape.w, shape.n);
  Expr value = gemm.sum(gemm.k, row, 0) + inputs[2](gemm.k);
  if (key.flag("add"))
    value += inputs[3](gemm.k, to.x, to.y, to.n);
  if (key.flag("relu"))
    value = max(value, 0.0f);
  const Var x("x"), y("y"), n("n");
  Func result("output");
  result(gemm.k, x, y, n) = undef<float>(); // what is no pixel is the halo, which stays as it is
  result(gemm.k, to.x, to.y, to.n) = value;
  fixOutput(result, output);
  gemm.kernel.output = result;
}

} // namespace

GemmAlgorithm defineConv2dGemm(const KernelKey &key, const GemmCut &cut, int64_t reach) {
  const auto arguments = argumentsOf(key);
  const Shape shape = shapeOf(key);
  // Steps within the channels of a pixel, or through a whole row of the window.
  const bool byColumns = shape.c % (cut.step * shape.parts) == 0;
  const int64_t terms = byColumns ? shape.c : shape.terms(), termsOfSteps = cut.step * shape.parts;
  const int64_t steps = (terms + termsOfSteps - 1) / termsOfSteps;
  const bool hasMoreTerms = terms % termsOfSteps != 0;

  GemmAlgorithm gemm;
  gemm.k = Var("k"), gemm.p = Var("p"), gemm.z = Var("z"), gemm.term = Var("term"), gemm.t = Var("t");
  gemm.columns = key.integer("k"), gemm.rows = shape.n * shape.h * shape.w, gemm.parts = shape.parts;
  gemm.partsInOutput = key.has("parts");
  gemm.vectorTerms = shape.c % 4 == 0 && cut.step % 4 == 0;
  gemm.kernel.inputs = {makeRowsInput(arguments[0]), makeRunsFilter(arguments[1])};
  for (size_t i = 2; i + 1 < arguments.size(); ++i)
    gemm.kernel.inputs.push_back(makeInput(arguments[i]));
  definePatch(gemm, key, shape, hasMoreTerms);
  defineWeights(gemm, key.integer("panel"), reach, shape, hasMoreTerms);
  defineGemmSum(gemm, cut, steps, byColumns ? shape.r : 1, shape.r);
  const Expr row = defineGemmPlaces(gemm, cut);
  if (key.has("parts"))
    defineGemmParts(gemm, arguments.back(), row);
  else
    defineMap(gemm, key, arguments.back(), row, shape);
  return gemm;
}

} // namespace resnetc
