#include "ir/machine/Candidates.h"
#include "ir/machine/Partition.h"
#include "ir/machine/RegisterTiles.h"
#include <algorithm>

namespace resnetc {
namespace {

// Filters of more than this are fetched one panel ahead: they come from memory at each
// call (2048 -> 512 @7, AVX-512: 73 % of the peak without, 89 % with).
constexpr int64_t prefetchBytes = 1 << 20;
constexpr int64_t prefetchChannels = 16; ///< of one step of the reduction that asks

struct ConvWork {
  int64_t n, pixels, panels, passes;
  double filterBytes, inputBytes, multiplyAdds; ///< as computed: with padded filters and overlapped pixels
};

ConvWork workOf(const KernelKey &key, const RegisterTile &tile, int64_t panel) {
  ConvWork work;
  work.n = key.integer("n");
  work.pixels = key.outputHeight() * key.outputWidth();
  work.panels = ceilDivide(key.integer("k"), panel);
  work.passes = ceilDivide(work.pixels, tile.pixels);
  const double reduction = double(key.integer("r") * key.integer("r")) * double(key.integer("c"));
  work.filterBytes = 4 * reduction * double(work.panels * panel);
  work.inputBytes = 4 * double(key.integer("h") * key.integer("w")) * double(key.integer("c"));
  work.multiplyAdds = reduction * double(work.panels * panel) * double(work.passes * tile.pixels) * double(work.n);
  return work;
}

/// Images where the filters stay in a cache; else what each part reads alone should
/// be the larger of filters and pixels.
std::vector<DivisibleLoop> loopsOf(const ConvWork &work) {
  std::vector<DivisibleLoop> loops = {{"pixels", work.passes}, {"filters", work.panels}};
  if (work.filterBytes > work.inputBytes)
    std::swap(loops[0], loops[1]);
  const DivisibleLoop images = {"images", work.n};
  loops.insert(work.filterBytes <= double(prefetchBytes) ? loops.begin() : loops.end(), images);
  return loops;
}

Proposal proposeDirect(const KernelKey &question, const TileShape &shape, const Machine &machine) {
  const ConvWork work = workOf(question, shape.tile, shape.panel());
  const double efficiency = efficiencyOf(shape, machine, question.integer("k"));
  const double compute = 2 * work.multiplyAdds / machine.flopsPerSecond / efficiency;
  const double memory = work.filterBytes / machine.memoryBytesPerSecond;
  const bool prefetch = work.filterBytes > double(prefetchBytes) && question.integer("c") % prefetchChannels == 0;
  const Partition cut = choosePartition(loopsOf(work), std::max(compute, memory));
  KernelKey key = question;
  key.set("algorithm", "direct").set("tile", shape.tile).set("panel", shape.panel());
  key.set("parallel", cut.loop).set("split", cut.parts).set("prefetch", int64_t(prefetch));
  std::string note = memory > compute ? "bound by the filters' way from memory" : "bound by multiply-adds";
  return {key, std::max(compute, memory), note};
}

} // namespace

Proposals proposeConv2d(const KernelKey &question, const Machine &machine) {
  Proposals proposals;
  for (const TileShape &shape : tilesFor(machine, question.integer("k")))
    proposals.push_back(proposeDirect(question, shape, machine));
  const ConvWork work = workOf(question, {1, 1}, 1);
  proposals.push_back({plainChoice(question), plainSeconds(work.multiplyAdds, machine), "one sum at a time"});
  return proposals;
}

std::string faultOfConv2d(const KernelKey &key, const Machine &machine) {
  const RegisterTile tile = key.tile();
  const ConvWork work = workOf(key, tile, key.integer("panel"));
  if (key.text("algorithm") == "plain")
    return faultOfPlain(key);
  if (key.text("algorithm") != "direct")
    return "unknown algorithm " + key.text("algorithm");
  std::string fault = faultOfTile(tile, key.integer("panel"), work.pixels, key.integer("k"), machine);
  if (!fault.empty())
    return fault;
  if (key.flag("inplace") && work.pixels % tile.pixels)
    return "in place, the last tile would add the residual twice: " + std::to_string(work.pixels) +
           " pixels are no multiple of " + std::to_string(tile.pixels);
  if (key.flag("prefetch") && key.integer("c") % prefetchChannels)
    return "prefetch goes by steps of 16 channels";
  const std::string &loop = key.text("parallel");
  const int64_t parts = key.integer("split");
  const int64_t steps = loop == "none"      ? 1
                        : loop == "pixels"  ? work.passes
                        : loop == "filters" ? work.panels
                        : loop == "images"  ? work.n
                                            : 0;
  if (steps == 0)
    return "unknown parallel loop " + loop;
  return isExactCut(steps, parts)
             ? ""
             : std::to_string(steps) + " steps are not cut into " + std::to_string(parts) + " parts";
}

} // namespace resnetc
