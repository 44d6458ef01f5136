#include "backends/algorithms/Gemm.h"
#include "backends/algorithms/Buffers.h"

namespace resnetc {
using namespace Halide;

PixelPlace::PixelPlace(const Expr &pixel, int64_t h, int64_t w, int64_t images)
    : x(pixel % int(w)), y(images == 1 ? pixel / int(w) : pixel / int(w) % int(h)),
      n(images == 1 ? Expr(0) : pixel / int(w * h)) {}

Expr clampGroups(const Expr &value, int64_t extent, bool groups) {
  return groups ? min(value / 4, int(extent / 4) - 1) * 4 + value % 4 : min(value, int(extent) - 1);
}

void defineGemmSum(GemmAlgorithm &gemm, const GemmCut &cut, int64_t steps, int64_t windowColumns, int64_t windowRows) {
  gemm.step = RDom(0, cut.step, 0, int(steps), 0, int(windowColumns), 0, int(windowRows), "step");
  const RDom &step = gemm.step;
  const Expr term = ((step.z * int(gemm.parts) + gemm.z) * int(steps) + step.y) * cut.step + step.x;
  gemm.sum = Func("sum");
  gemm.sum(gemm.k, gemm.p, gemm.z) = 0.0f;
  gemm.sum(gemm.k, gemm.p, gemm.z) += gemm.weights(gemm.k, term, step.w) * gemm.patch(term, step.w, gemm.p);
}

Expr defineGemmPlaces(GemmAlgorithm &gemm, const GemmCut &cut) {
  const int block = cut.rowsOfBlock(), rows = int(gemm.rows);
  const int run = cut.rowsOfThread % 4 == 0 ? 4 : 1;
  gemm.place = RDom(0, cut.rowsOfThread, 0, cut.threads, 0, (rows + block - 1) / block, "place");
  RDom &place = gemm.place;
  const Expr row = place.z * block + (place.x / run * cut.threads + place.y) * run + place.x % run;
  if (rows % block == 0)
    return row;
  place.where(row < rows);
  return min(row, rows - 1); // the bounds of what is read do not see the condition
}

void defineGemmParts(GemmAlgorithm &gemm, const KernelArgument &output, const Expr &row) {
  const Var pixel("pixel");
  Func result("parts");
  result(gemm.k, pixel, gemm.z) = undef<float>();
  result(gemm.k, row, gemm.z) = gemm.sum(gemm.k, row, gemm.z);
  KernelArgument flat = output;
  flat.extents = {gemm.parts, gemm.rows, gemm.columns};
  fixOutput(result, flat);
  gemm.kernel.output = result;
}

} // namespace resnetc
