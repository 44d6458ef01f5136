#include "ir/machine/Candidates.h"
#include "ir/machine/KernelArguments.h"
#include "ir/machine/Partition.h"
#include "ir/machine/RegisterTiles.h"

namespace resnetc {
namespace {

// Neighbouring strips both compute the convolution rows that their pools share: four
// strips of a 56 x 56 result cost 3 %, eight would cost 7 %.
constexpr int64_t strips = 4;

// What was measured at 96 to 98 % with the pool included; 4x7 spills (75 %).
const std::vector<RegisterTile> wide = {{2, 14}, {4, 4}, {2, 7}, {1, 14}, {1, 7}, {2, 4}, {1, 4}, {1, 2}, {1, 1}};
const std::vector<RegisterTile> narrow = {{2, 6}, {2, 4}, {1, 7}, {1, 4}, {1, 2}, {1, 1}};

int64_t pooledRows(const KernelKey &key) {
  KernelKey sized = key;
  sized.set("panel", int64_t(1));
  return argumentsOf(sized).back().extents[1];
}

double multiplyAddsOf(const KernelKey &key, int64_t columns, int64_t filters) {
  const double reduction = double(key.integer("r") * key.integer("r") * key.integer("c"));
  return reduction * double(columns) * double(key.outputHeight()) * double(filters) * double(key.integer("n"));
}

int64_t roundUp(int64_t value, int64_t step) { return (value + step - 1) / step * step; }

} // namespace

Proposals proposeStem(const KernelKey &question, const Machine &machine) {
  Proposals proposals;
  const int64_t k = question.integer("k"), columns = question.outputWidth(), rows = pooledRows(question);
  for (int64_t lanes = machine.lanes; lanes >= 4; lanes /= 2) {
    for (const RegisterTile &tile : machine.vectorRegisters >= 32 ? wide : narrow) {
      const TileShape shape = {tile, lanes};
      const double work = multiplyAddsOf(question, roundUp(columns, tile.pixels), roundUp(k, shape.panel()));
      const double seconds = 2 * work / machine.flopsPerSecond / efficiencyOf(shape, machine, k);
      const Partition cut = choosePartition({{"strips", rows}}, seconds);
      KernelKey key = question;
      key.set("algorithm", "direct").set("tile", tile).set("panel", shape.panel());
      key.set("split", cut.parts > 1 && isExactCut(rows, strips) && rows >= 4 * strips ? strips : 1);
      proposals.push_back({key, seconds, "bound by multiply-adds"});
    }
    if (k % lanes == 0)
      break;
  }
  // One window of the pool at a time: pixels that windows share are computed again.
  const double window = double(question.integer("pool") * question.integer("pool"));
  proposals.push_back({plainChoice(question), plainSeconds(window * multiplyAddsOf(question, columns, k), machine),
                       "one window of the pool at a time"});
  return proposals;
}

std::string faultOfStem(const KernelKey &key, const Machine &machine) {
  if (key.text("algorithm") == "plain")
    return faultOfPlain(key);
  if (key.text("algorithm") != "direct")
    return "unknown algorithm " + key.text("algorithm");
  const std::string fault =
      faultOfTile(key.tile(), key.integer("panel"), key.outputWidth(), key.integer("k"), machine);
  if (!fault.empty())
    return fault;
  const int64_t rows = pooledRows(key);
  return isExactCut(rows, key.integer("split"))
             ? ""
             : std::to_string(rows) + " rows are not cut into " + key.text("split") + " strips";
}

} // namespace resnetc
