#include "backends/algorithms/Buffers.h"
#include "backends/algorithms/Gemm.h"
#include "ir/machine/InputGradientPhases.h"

namespace resnetc {
namespace {
using namespace Halide;

/// The phases of dx as one product: the z-th has remainder z % stride of columns, z / stride of rows.
struct Phases {
  int stride, taps;  ///< taps: of an axis of the largest phase; a phase with fewer has zeros for filters
  int h, w, n;       ///< pixels of the largest phase, and images
  int first;         ///< the one phase with taps, if there is but one
  bool one;
  int64_t rows() const { return int64_t(n) * h * w; }
};

Phases phasesOf(const KernelKey &key) {
  const int stride = int(key.integer("stride")), r = int(key.integer("r"));
  const auto rows = rowPhases(key), columns = columnPhases(key);
  Phases phases = {stride, (r + stride - 1) / stride, int(rows[0].pixels), int(columns[0].pixels),
                   int(key.integer("n")), 0, r == 1};
  for (size_t y = 0; phases.one && y < rows.size(); ++y)
    for (size_t x = 0; x < columns.size(); ++x)
      if (rows[y].taps && columns[x].taps)
        phases.first = int(y) * stride + int(x);
  return phases;
}

/// An axis of phase z: the first tap and where it reads dy.
struct Axis {
  Expr tap, offset;
  Axis(const Expr &first, int64_t pad, int stride)
      : tap((first + int(pad)) % stride), offset((first + int(pad)) / stride) {}
};

/// Runs of dy from the last tap on, which are in the order of memory. What is beyond the map's frame
/// belongs to pixels that are not stored.
void definePatch(GemmAlgorithm &gemm, const KernelKey &key, const Phases &phases, int64_t terms) {
  const int k = int(key.integer("k")), halo = int(key.layout("dy").halo);
  const Padding pad = key.padding("pad");
  const Axis column(gemm.z % phases.stride, pad.left, phases.stride), row(gemm.z / phases.stride, pad.top, phases.stride);
  const PixelPlace from(min(gemm.p, int(gemm.rows) - 1), phases.h, phases.w, phases.n);
  const Expr left = from.x + column.offset - (phases.taps - 1) + halo;
  const Expr top = from.y + row.offset - (phases.taps - 1) + halo;
  const int lastLeft = int(key.outputWidth()) + 2 * halo - phases.taps;
  const int lastTop = int(key.outputHeight()) + 2 * halo - phases.taps;
  gemm.patch = Func("patch");
  gemm.patch(gemm.term, gemm.t, gemm.p, gemm.z) =
      gemm.kernel.inputs[0](clamp(left, 0, lastLeft) * k + clampGroups(gemm.term, terms, gemm.vectorTerms),
                            clamp(top, 0, lastTop) + gemm.t, from.n);
}

void defineWeights(GemmAlgorithm &gemm, const KernelKey &key, const Phases &phases, int64_t terms, int64_t reach) {
  const int k = int(key.integer("k")), r = int(key.integer("r")), last = phases.taps - 1;
  const Padding pad = key.padding("pad");
  const Axis column(gemm.z % phases.stride, pad.left, phases.stride), row(gemm.z / phases.stride, pad.top, phases.stride);
  const Expr term = min(gemm.term, int(terms) - 1);
  const Expr s = column.tap + (last - term / k) * phases.stride, t = row.tap + (last - gemm.t) * phases.stride;
  const int64_t panel = key.integer("panel");
  const Expr c = reach > panel ? clampGroups(gemm.k, panel, true) : Expr(gemm.k);
  const Expr counts = s < r && t < r && gemm.term < int(terms);
  gemm.weights = Func("weights");
  gemm.weights(gemm.k, gemm.term, gemm.t, gemm.z) =
      gemm.kernel.inputs[1](c, min(s, r - 1) * k + term % k, min(t, r - 1), 0) * select(counts, 1.0f, 0.0f);
}

void defineSum(GemmAlgorithm &gemm, const GemmCut &cut, int64_t terms, int taps) {
  const int steps = int((terms + cut.step - 1) / cut.step);
  gemm.step = RDom(0, cut.step, 0, steps, 0, 1, 0, taps, "step");
  const RDom &step = gemm.step;
  const Expr term = step.y * cut.step + step.x + step.z;
  gemm.sum = Func("sum");
  gemm.sum(gemm.k, gemm.p, gemm.z) = 0.0f;
  gemm.sum(gemm.k, gemm.p, gemm.z) +=
      gemm.weights(gemm.k, term, step.w, gemm.z) * gemm.patch(term, step.w, gemm.p, gemm.z);
}

/// Blocks of rows phase by phase. Where only one phase has taps, a thread stores the pixels of the others too.
void defineMap(GemmAlgorithm &gemm, const KernelKey &key, const KernelArgument &output, const Phases &phases,
               const GemmCut &cut) {
  const int block = cut.rowsOfBlock(), rows = int(gemm.rows), blocks = (rows + block - 1) / block;
  const int cells = phases.stride * phases.stride, cellsOfRow = phases.one ? cells : 1;
  const int run = cut.rowsOfThread % 4 == 0 ? 4 : 1;
  gemm.place = RDom(0, cut.rowsOfThread * cellsOfRow, 0, cut.threads, 0, blocks, 0, phases.one ? 1 : cells, "place");
  RDom &place = gemm.place;
  const Expr ofThread = place.x / cellsOfRow, cell = phases.one ? place.x % cells : Expr(place.w);
  const Expr row = place.z * block + (ofThread / run * cut.threads + place.y) * run + ofThread % run;
  const PixelPlace to(min(row, rows - 1), phases.h, phases.w, phases.n);
  const Expr x = to.x * phases.stride + cell % phases.stride, y = to.y * phases.stride + cell / phases.stride;
  const int h = int(key.integer("h")), w = int(key.integer("w"));
  if (rows % block)
    place.where(row < rows);
  if (h % phases.stride || w % phases.stride)
    place.where(x < w && y < h);
  const Expr column = min(x, w - 1), line = min(y, h - 1);
  Expr value = gemm.sum(gemm.k, row, phases.one ? Expr(phases.first) : cell);
  if (phases.one)
    value = select(cell == phases.first, value, 0.0f);
  if (key.flag("add"))
    value += gemm.kernel.inputs[2](gemm.k, column, line, to.n);
  const Var anyX("x"), anyY("y"), anyN("n");
  Func result("output");
  result(gemm.k, anyX, anyY, anyN) = undef<float>(); // the halo stays as it is
  result(gemm.k, column, line, to.n) = value;
  fixOutput(result, output);
  gemm.kernel.output = result;
}
} // namespace

GemmAlgorithm defineInputGradientGemm(const KernelKey &key, const GemmCut &cut, int64_t reach) {
  const auto arguments = argumentsOf(key);
  const Phases phases = phasesOf(key);
  const int64_t terms = phases.taps * key.integer("k");
  GemmAlgorithm gemm;
  gemm.k = Var("k"), gemm.p = Var("p"), gemm.z = Var("phase"), gemm.term = Var("term"), gemm.t = Var("t");
  gemm.columns = key.integer("c"), gemm.rows = phases.rows();
  gemm.vectorTerms = key.integer("k") % 4 == 0 && cut.step % 4 == 0;
  gemm.kernel.inputs = {makeRowsInput(arguments[0]), makeRunsFilter(arguments[1])};
  if (key.flag("add"))
    gemm.kernel.inputs.push_back(makeInput(arguments[2]));
  definePatch(gemm, key, phases, terms);
  defineWeights(gemm, key, phases, terms, reach);
  defineSum(gemm, cut, terms, phases.taps);
  defineMap(gemm, key, arguments.back(), phases, cut);
  return gemm;
}

} // namespace resnetc
