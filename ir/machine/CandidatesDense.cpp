#include "ir/machine/Candidates.h"
#include "ir/machine/Partition.h"
#include "ir/machine/RegisterTiles.h"
#include <algorithm>

namespace resnetc {
namespace {

// A dense layer is a 1x1 convolution whose pixels are the images. With few of them the
// weights' way from memory decides, and wide tiles keep more lines under way.
Proposal proposeDirect(const KernelKey &question, const TileShape &shape, const Machine &machine) {
  const int64_t n = question.integer("n"), k = question.integer("k");
  const int64_t panels = (k + shape.panel() - 1) / shape.panel();
  const int64_t passes = (n + shape.tile.pixels - 1) / shape.tile.pixels;
  const double weights = double(question.integer("c")) * double(panels * shape.panel());
  const double compute = 2 * weights * double(passes * shape.tile.pixels) / machine.flopsPerSecond /
                         efficiencyOf(shape, machine, k);
  const double memory = 4 * weights / machine.memoryBytesPerSecond;
  const double seconds = std::max(compute, memory);
  KernelKey key = question;
  key.set("algorithm", "direct").set("tile", shape.tile).set("panel", shape.panel());
  key.set("split", choosePartition({{"filters", panels}}, seconds).parts);
  return {key, seconds, memory > compute ? "bound by the weights' way from memory" : "bound by multiply-adds"};
}

} // namespace

Proposals proposeDense(const KernelKey &question, const Machine &machine) {
  Proposals proposals;
  for (const TileShape &shape : tilesFor(machine, question.integer("k")))
    proposals.push_back(proposeDirect(question, shape, machine));
  const double multiplyAdds = double(question.integer("n")) * double(question.integer("c") * question.integer("k"));
  proposals.push_back({plainChoice(question), plainSeconds(multiplyAdds, machine), "one sum at a time"});
  return proposals;
}

std::string faultOfDense(const KernelKey &key, const Machine &machine) {
  if (key.text("algorithm") == "plain")
    return faultOfPlain(key);
  if (key.text("algorithm") != "direct")
    return "unknown algorithm " + key.text("algorithm");
  const int64_t panel = key.integer("panel"), k = key.integer("k");
  const std::string fault = faultOfTile(key.tile(), panel, key.integer("n"), k, machine);
  if (!fault.empty())
    return fault;
  const int64_t panels = (k + panel - 1) / panel;
  return isExactCut(panels, key.integer("split"))
             ? ""
             : std::to_string(panels) + " panels are not cut into " + key.text("split") + " parts";
}

} // namespace resnetc
