#include "ir/machine/Candidates.h"
#include "ir/machine/InputGradientPhases.h"
#include "ir/machine/Partition.h"
#include "ir/machine/RegisterTiles.h"
#include <algorithm>

namespace resnetc {
namespace {

constexpr int64_t largestStride = 4; ///< code grows with its square

/// As computed: with padded channels and overlapped pixels, but no tap that reaches nothing.
double multiplyAddsOf(const KernelKey &key, int64_t tilePixels, int64_t panel) {
  double steps = 0;
  for (const AxisPhase &rows : rowPhases(key))
    for (const AxisPhase &columns : columnPhases(key)) {
      const int64_t pixels = rows.pixels * columns.pixels, tile = std::min(tilePixels, pixels);
      steps += double(ceilDivide(pixels, tile) * tile) * double(rows.taps * columns.taps);
    }
  return double(key.integer("n")) * steps * double(key.integer("k")) *
         double(ceilDivide(key.integer("c"), panel) * panel);
}

Proposal proposeDirect(const KernelKey &question, const TileShape &shape, const Machine &machine) {
  KernelKey key = question;
  const int64_t panel = shape.panel(), panels = ceilDivide(key.integer("c"), panel);
  key.set("algorithm", "direct").set("tile", shape.tile).set("panel", panel).set("split", int64_t(1));
  const double work = multiplyAddsOf(key, shape.tile.pixels, panel);
  const double compute = 2 * work / machine.flopsPerSecond / efficiencyOf(shape, machine, key.integer("c"));
  const double memory = streamingSeconds(key, machine), seconds = std::max(compute, memory);
  std::vector<DivisibleLoop> loops = {{"filters", panels}, {"images", key.integer("n")}};
  if (goesByImages(key))
    std::swap(loops[0], loops[1]);
  key.set("split", choosePartition(loops, seconds).parts);
  return {key, seconds, memory > compute ? "bound by memory" : "bound by multiply-adds"};
}

} // namespace

Proposals proposeInputGradient(const KernelKey &question, const Machine &machine) {
  Proposals proposals;
  for (const TileShape &shape : tilesFor(machine, question.integer("c")))
    proposals.push_back(proposeDirect(question, shape, machine));
  const double taps = double(question.integer("r") * question.integer("r"));
  const double pixels = double(question.integer("n")) * double(question.integer("h") * question.integer("w"));
  const double multiplyAdds = pixels * taps * double(question.integer("k")) * double(question.integer("c"));
  proposals.push_back({plainChoice(question), plainSeconds(multiplyAdds, machine), "one sum at a time"});
  return proposals;
}

std::string faultOfInputGradient(const KernelKey &key, const Machine &machine) {
  if (key.text("algorithm") == "plain")
    return faultOfPlain(key);
  if (key.text("algorithm") != "direct")
    return "unknown algorithm " + key.text("algorithm");
  if (key.integer("stride") > largestStride)
    return "a stride of " + key.text("stride") + " has too many phases";
  const int64_t needed = haloOfInputGradient(key), panel = key.integer("panel"), parts = key.integer("split");
  if (key.layout("dy").halo < needed)
    return "the halo of dy of " + std::to_string(key.layout("dy").halo) + " is narrower than the " +
           std::to_string(needed) + " that phases read";
  const std::string fault = faultOfTile(key.tile(), panel, pixelsOfLargestPhase(key), key.integer("c"), machine);
  if (!fault.empty())
    return fault;
  return isExactCut(ceilDivide(key.integer("c"), panel), parts) || isExactCut(key.integer("n"), parts)
             ? ""
             : "neither " + std::to_string(ceilDivide(key.integer("c"), panel)) + " panels nor " + key.text("n") +
                   " images are cut into " + std::to_string(parts) + " parts";
}

} // namespace resnetc
