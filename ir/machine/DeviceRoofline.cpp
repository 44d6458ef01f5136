#include "ir/machine/DeviceRoofline.h"
#include "ir/machine/KernelArguments.h"
#include "ir/machine/Partition.h"
#include <algorithm>
#include <cstdio>

namespace resnetc {
namespace {

// Of a multiprocessor, about the same in all classes.
constexpr double lanes = 64;           ///< multiply-adds a cycle
constexpr double schedulers = 4;       ///< instructions of a warp a cycle
constexpr int64_t warp = 32;
constexpr int64_t registers = 65536, threads = 2048, sharedBytes = 64 << 10, blockOverhead = 1 << 10;
constexpr double cyclesOfSharedLoad = 4; ///< four floats for each thread of a warp, at worst
constexpr double cacheSpeed = 2.5;     ///< of the last cache, in memory's speed
constexpr double fillSeconds = 1.2e-6; ///< first loads and last stores
constexpr double shown = 0.2;          ///< of what is not the bound: it is never hidden whole

/// Blocks that share a multiprocessor.
int64_t blocksTogether(const DeviceTile &tile) {
  const int64_t ofThread = ceilDivide(tile.registers, 8) * 8;
  return std::max<int64_t>(1, std::min({registers / (ofThread * tile.threads()), threads / tile.threads(),
                                        sharedBytes / (tile.sharedBytes() + blockOverhead), int64_t(32)}));
}

/// Cycles of one step of one block that has the multiprocessor's pipes for itself.
double cyclesOfStep(const DeviceTile &tile) {
  const double warps = double(tile.threads() / warp); // counts are of two steps
  return std::max({warps * double(tile.multiplyAdds) / 2 * warp / lanes, warps * double(tile.instructions) / 2 / schedulers,
                   warps * (double(tile.sharedLoads) / 2 * cyclesOfSharedLoad + 6)});
}

/// What waiting adds where few warps share a multiprocessor: assumed, to be fitted on a device.
double stallFactor(int64_t warps) { return warps >= 12 ? 1.15 : warps >= 8 ? 1.35 : warps >= 4 ? 1.7 : 2.6; }

std::string reasonOf(int64_t blocks, int64_t together, const DeviceTile &tile, const Machine &machine, double peak,
                     const char *bound) {
  char text[200];
  std::snprintf(text, sizeof text,
                "%lld blocks of %lld threads on %lld multiprocessors, up to %lld on each; %.0f %% of the peak; bound by %s",
                (long long)blocks, (long long)tile.threads(), (long long)machine.device->multiprocessors,
                (long long)together, 100 * peak, bound);
  return text;
}

} // namespace

double activationSeconds(double bytes, const Machine &machine) {
  const bool cached = bytes <= double(machine.l2Bytes);
  return bytes / machine.memoryBytesPerSecond / (cached ? cacheSpeed : 1);
}

GemmWork gemmWorkOf(const KernelKey &key) {
  const bool dense = key.operation() == "dense";
  const int64_t c = key.integer("c"), k = key.integer("k"), r = dense ? 1 : key.integer("r");
  GemmWork work;
  work.columns = k;
  work.rows = key.integer("n") * (dense ? 1 : key.outputHeight() * key.outputWidth());
  work.parts = key.has("parts") ? key.integer("parts") : 1;
  const bool byColumns = c % (DeviceTile::step * work.parts) == 0; // as Conv2dGemm cuts the terms
  work.steps = byColumns ? r * r * c / DeviceTile::step / work.parts : r * ceilDivide(r * c, DeviceTile::step * work.parts);
  work.sharedRows = r == 1 ? 1 : double(r * r) / 2;
  work.weightBytes = 4 * double(r * r * c) * double(k);
  work.activationBytes = 0;
  for (const KernelArgument &argument : argumentsOf(key))
    if (argument.name != "filter")
      work.activationBytes += double(argument.bytes());
  return work;
}

GemmPrediction predictGemm(const GemmWork &work, const DeviceTile &tile, const Machine &machine) {
  const DeviceClass &device = *machine.device;
  const double clock = machine.flopsPerSecond / 2 / double(device.multiprocessors) / lanes;
  const int64_t blocks = ceilDivide(work.columns, tile.columns()) * ceilDivide(work.rows, tile.rows()) * work.parts;
  const int64_t together = blocksTogether(tile), busiest = ceilDivide(blocks, device.multiprocessors);
  const int64_t warps = std::min(busiest, together) * tile.threads() / warp;
  const double compute = double(busiest * work.steps) * cyclesOfStep(tile) * stallFactor(warps) / clock;
  const double memory =
      work.weightBytes / machine.memoryBytesPerSecond + activationSeconds(work.activationBytes, machine);
  const double brought = 4 * double(blocks * work.steps * DeviceTile::step) *
                         (double(tile.columns()) + double(tile.rows()) / work.sharedRows) /
                         (machine.memoryBytesPerSecond * cacheSpeed);
  const double most = std::max({compute, memory, brought});
  const double seconds = most + shown * (compute + memory + brought - most) + fillSeconds + device.launchSeconds;
  const double ideal = 2 * double(work.columns * work.rows) * double(work.steps * work.parts * DeviceTile::step) /
                       machine.flopsPerSecond;
  const char *bound = seconds > 2 * most  ? "the launch"
                      : compute == most   ? "multiply-adds"
                      : memory == most    ? "memory"
                                          : "the last cache";
  return {seconds, reasonOf(blocks, together, tile, machine, ideal / seconds, bound)};
}

} // namespace resnetc
