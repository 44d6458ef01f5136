#include "backends/algorithms/ChannelSums.h"
#include "ir/machine/Partition.h"

namespace resnetc {
using namespace Halide;

ChannelSums defineChannelSums(const KernelKey &key, const Expr &images, const PixelValues &values) {
  const int n = int(key.integer("n")), h = int(key.integer("h")), w = int(key.integer("w"));
  const int rows = int(rowsSummedTogether(h, w)), lines = h / rows; // lines: strips of an image
  const int parts = int(key.integer("split")), linesOfPart = int(stepsOfPart(n * lines, parts));
  ChannelSums sums;
  sums.c = Var("c"), sums.line = Var("line"), sums.part = Var("part");
  sums.pixel = RDom(0, w, 0, rows, "pixel");
  sums.lineOfRun = RDom(0, linesOfPart, "line_of_run");
  sums.parts = RDom(0, parts, "parts");
  const Var &c = sums.c, &line = sums.line, &part = sums.part;

  Func strip("strip"), run("run"), total("total");
  const Expr y = line % lines * rows + sums.pixel.y, image = min(line / lines, n - 1);
  const Tuple value = values(c, sums.pixel.x, y, image);
  strip(c, line) = Tuple(0.0f, 0.0f);
  strip(c, line) = Tuple(strip(c, line)[0] + value[0], strip(c, line)[1] + value[1]);

  const Expr current = part * linesOfPart + sums.lineOfRun;
  sums.lineOfRun.where(current < images * lines);
  run(c, part) = Tuple(Expr(0.0), Expr(0.0));
  run(c, part) = Tuple(run(c, part)[0] + cast<double>(strip(c, current)[0]),
                       run(c, part)[1] + cast<double>(strip(c, current)[1]));

  total(c) = Tuple(Expr(0.0), Expr(0.0));
  total(c) = Tuple(total(c)[0] + run(c, sums.parts)[0], total(c)[1] + run(c, sums.parts)[1]);
  sums.strip = strip, sums.run = run, sums.total = total;
  return sums;
}

} // namespace resnetc
