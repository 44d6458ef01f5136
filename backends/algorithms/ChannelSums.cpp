#include "backends/algorithms/ChannelSums.h"
#include "backends/algorithms/Reals.h"
#include "ir/machine/Partition.h"

namespace resnetc {
using namespace Halide;

namespace {
/// What `func` holds at a place: one value, or the values of a Tuple.
std::vector<Expr> valuesAt(const Func &func, const std::vector<Expr> &place) {
  if (func.outputs() == 1)
    return {func(place)};
  return Tuple(func(place)).as_vector();
}

/// func(place) += values
void add(Func func, const std::vector<Expr> &place, const std::vector<Expr> &values) {
  std::vector<Expr> sums = valuesAt(func, place);
  for (size_t i = 0; i < sums.size(); ++i)
    sums[i] += cast(sums[i].type(), values[i]);
  func(place) = Tuple(sums);
}
} // namespace

int64_t runsOfSums(const KernelKey &key) {
  constexpr int64_t runsOfGrid = 64;
  return isGrid(key) ? runsOfGrid : key.integer("split");
}

ChannelSums defineChannelSums(const KernelKey &key, const Expr &images, const PixelValues &values) {
  const int n = int(key.integer("n")), h = int(key.integer("h")), w = int(key.integer("w"));
  const int rows = int(rowsSummedTogether(h, w)), lines = h / rows; // lines: strips of an image
  const int parts = int(runsOfSums(key)), linesOfPart = int(stepsOfPart(n * lines, parts));
  ChannelSums sums;
  sums.c = Var("c"), sums.line = Var("line"), sums.part = Var("part");
  sums.pixel = RDom(0, w, 0, rows, "pixel");
  sums.lineOfRun = RDom(0, linesOfPart, "line_of_run");
  sums.parts = RDom(0, parts, "parts");
  const Var &c = sums.c, &line = sums.line, &part = sums.part;

  Func strip("strip"), run("run"), total("total");
  const Expr y = line % lines * rows + sums.pixel.y, image = min(line / lines, n - 1);
  const std::vector<Expr> value = values(c, sums.pixel.x, y, image);
  strip(c, line) = Tuple(std::vector<Expr>(value.size(), 0.0f));
  add(strip, {c, line}, value);

  const Expr current = part * linesOfPart + sums.lineOfRun;
  sums.lineOfRun.where(current < images * lines);
  const std::vector<Expr> zeros(value.size(), Reals(key)(0.0));
  run(c, part) = Tuple(zeros);
  add(run, {c, part}, valuesAt(strip, {c, current}));

  total(c) = Tuple(zeros);
  add(total, {c}, valuesAt(run, {c, sums.parts}));
  sums.strip = strip, sums.run = run, sums.total = total;
  return sums;
}

} // namespace resnetc
