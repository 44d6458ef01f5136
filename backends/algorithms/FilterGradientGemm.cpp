#include "backends/algorithms/Buffers.h"
#include "backends/algorithms/Gemm.h"

namespace resnetc {
namespace {
using namespace Halide;

/// A term is a pixel of dy.
PixelPlace placeOf(const Expr &term, const KernelKey &key) {
  return PixelPlace(term, key.outputHeight(), key.outputWidth(), key.integer("n"));
}

/// A row of the product is a value of a window's row, of which r * c lie side by side, and a row of the window.
void definePatch(GemmAlgorithm &gemm, const KernelKey &key, const Expr &term) {
  const int c = int(key.integer("c")), run = c * int(key.integer("r")), stride = int(key.integer("stride"));
  const int halo = int(key.layout("in").halo);
  const Padding pad = key.padding("pad");
  const PixelPlace from = placeOf(term, key);
  const int group = gemm.vectorRows ? 4 : 1; // which lies in one row of the window
  const Expr groups = min(gemm.p / group, int(gemm.rows) / group - 1), ofRow = groups % (run / group);
  gemm.patch = Func("patch");
  gemm.patch(gemm.term, gemm.t, gemm.p) =
      gemm.kernel.inputs[0]((from.x * stride + halo - int(pad.left)) * c + ofRow * group + gemm.p % group,
                            from.y * stride + groups / (run / group) + halo - int(pad.top), from.n);
}

void defineWeights(GemmAlgorithm &gemm, const KernelKey &key, const Expr &term, int64_t reach, bool hasMoreTerms) {
  const PixelPlace from = placeOf(term, key);
  const Expr k = reach > gemm.columns ? clampGroups(gemm.k, gemm.columns, gemm.columns % 4 == 0) : Expr(gemm.k);
  const Expr dy = gemm.kernel.inputs[1](k, from.x, from.y, from.n);
  gemm.weights = Func("weights");
  gemm.weights(gemm.k, gemm.term, gemm.t) = hasMoreTerms ? dy * select(term == gemm.term, 1.0f, 0.0f) : dy;
}
} // namespace

GemmAlgorithm defineFilterGradientGemm(const KernelKey &key, const GemmCut &cut, int64_t reach) {
  const auto arguments = argumentsOf(key);
  const int64_t pixels = key.integer("n") * key.outputHeight() * key.outputWidth();
  GemmAlgorithm gemm;
  gemm.k = Var("k"), gemm.p = Var("p"), gemm.z = Var("z"), gemm.term = Var("term"), gemm.t = Var("t");
  gemm.columns = key.integer("k"), gemm.rows = key.integer("r") * key.integer("r") * key.integer("c");
  gemm.parts = key.has("parts") ? key.integer("parts") : 1;
  gemm.vectorRows = key.integer("c") % 4 == 0, gemm.vectorColumns = gemm.columns % 4 == 0;
  gemm.partsInOutput = true;
  gemm.kernel.inputs = {makeRowsInput(arguments[0]), makeInput(arguments[1])};
  const int64_t termsOfSteps = cut.step * gemm.parts, steps = (pixels + termsOfSteps - 1) / termsOfSteps;
  const bool hasMoreTerms = pixels % termsOfSteps != 0;
  const Expr term = hasMoreTerms ? min(gemm.term, int(pixels) - 1) : Expr(gemm.term);
  definePatch(gemm, key, term);
  defineWeights(gemm, key, term, reach, hasMoreTerms);
  defineGemmSum(gemm, cut, steps, 1, 1);
  defineGemmParts(gemm, arguments.back(), defineGemmPlaces(gemm, cut));
  return gemm;
}

} // namespace resnetc
