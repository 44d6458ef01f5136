#include "ir/machine/RegisterTiles.h"
#include <algorithm>

namespace resnetc {
namespace {

constexpr int64_t narrowestLanes = 4; ///< an SSE or NEON register

struct MeasuredTile {
  RegisterTile tile;
  double efficiency;
};

/// By the number of registers: what the measurements liked, then smaller ones for
/// small maps and few filters, whose efficiency is estimated. NEON's are not measured: each
/// multiply-add takes its pixel from an element of a register, which a load of its own fills, so
/// that tiles are best that have few loads for their sums; with 2x14 they would be the bound.
const std::vector<MeasuredTile> &measuredTiles(const Machine &machine) {
  static const std::vector<MeasuredTile> avx512 = {
      {{4, 6}, 0.97}, {{4, 5}, 0.965}, {{2, 14}, 0.966}, {{2, 10}, 0.94}, {{4, 7}, 0.90}};
  static const std::vector<MeasuredTile> neon = {{{4, 6}, 0.93}, {{4, 5}, 0.92}, {{2, 12}, 0.86}, {{2, 10}, 0.84}};
  static const std::vector<MeasuredTile> with16 = {{{2, 6}, 0.97}, {{2, 5}, 0.92}};
  return machine.vectorRegisters < 32 ? with16 : machine.multipliesMemoryBroadcast ? avx512 : neon;
}

const std::vector<RegisterTile> &smallTiles(int64_t registers) {
  static const std::vector<RegisterTile> with32 = {{4, 4}, {4, 3},  {4, 2}, {4, 1}, {2, 8}, {2, 7}, {2, 4}, {2, 2},
                                                   {2, 1}, {1, 14}, {1, 9}, {1, 7}, {1, 4}, {1, 2}, {1, 1}};
  static const std::vector<RegisterTile> with16 = {{4, 2}, {4, 1}, {2, 4}, {2, 3}, {2, 2}, {2, 1}, {1, 12},
                                                   {1, 9}, {1, 7}, {1, 4}, {1, 3}, {1, 2}, {1, 1}};
  return registers >= 32 ? with32 : with16;
}

/// Two multiply-adds and two loads a cycle, a sum usable after four: the bound that
/// binds. A tile one vector wide loads a broadcast for each multiply-add.
double estimatedEfficiency(const RegisterTile &tile) {
  const double sums = double(tile.vectors * tile.pixels);
  const double cycles = std::max({sums / 2, double(tile.vectors + tile.pixels) / 2, 4.0});
  return (tile.vectors == 1 ? 0.75 : 0.90) * sums / 2 / cycles;
}

bool isPowerOfTwo(int64_t value) { return value > 0 && (value & (value - 1)) == 0; }

} // namespace

std::vector<TileShape> tilesFor(const Machine &machine, int64_t filters) {
  std::vector<TileShape> shapes;
  for (int64_t lanes = machine.lanes; lanes >= narrowestLanes; lanes /= 2) {
    for (const MeasuredTile &measured : measuredTiles(machine))
      shapes.push_back({measured.tile, lanes});
    for (const RegisterTile &tile : smallTiles(machine.vectorRegisters))
      shapes.push_back({tile, lanes});
    if (filters % lanes == 0)
      break;
  }
  return shapes;
}

double efficiencyOf(const TileShape &shape, const Machine &machine, int64_t filters) {
  double efficiency = estimatedEfficiency(shape.tile);
  for (const MeasuredTile &measured : measuredTiles(machine))
    if (measured.tile.print() == shape.tile.print())
      efficiency = measured.efficiency;
  if (filters % shape.panel())
    efficiency *= 0.95;
  return efficiency * double(shape.lanes) / double(machine.lanes);
}

std::string faultOfTile(const RegisterTile &tile, int64_t panel, int64_t pixels, int64_t filters,
                        const Machine &machine) {
  const int64_t lanes = panel / tile.vectors;
  if (panel % tile.vectors || !isPowerOfTwo(lanes) || lanes < narrowestLanes || lanes > machine.lanes)
    return "a panel of " + std::to_string(panel) + " is not " + std::to_string(tile.vectors) + " vectors of 4 to " +
           std::to_string(machine.lanes) + " floats";
  // The sums, a column of filters, and one pixel in all lanes where it cannot come from memory.
  const int64_t registers = tile.vectors * tile.pixels + tile.vectors + (machine.multipliesMemoryBroadcast ? 0 : 1);
  if (registers > machine.vectorRegisters)
    return "needs " + std::to_string(registers) + " registers of " + std::to_string(machine.vectorRegisters);
  if (tile.pixels > pixels)
    return "the tile of " + std::to_string(tile.pixels) + " pixels is wider than the map of " + std::to_string(pixels);
  if (panel - filters >= lanes)
    return "a panel of " + std::to_string(panel) + " has a vector without any of the " + std::to_string(filters) +
           " filters";
  return "";
}

} // namespace resnetc
