#include "ir/machine/DeviceTiles.h"

namespace resnetc {

// 64 sums a thread, eight by eight, read 16 products from each two vectors of shared memory; 128
// sums were no faster. The small ones are for small maps and few filters.
const std::vector<DeviceTile> &allDeviceTiles() {
  static const std::vector<DeviceTile> tiles = {
      {8, 16, 2, 2, 8, 2, 128, 1024, 64, 1212}, // 128x128: large maps, many filters
      {8, 16, 1, 2, 8, 3, 162, 1024, 64, 1224}, // 64x128: the usual one
      {8, 8, 1, 2, 8, 6, 168, 1024, 64, 1222},  // 64x64: maps of 7 and 14
      {8, 8, 1, 1, 8, 10, 96, 512, 48, 661},    // 32x64: more blocks for small layers
      {8, 8, 1, 1, 4, 12, 80, 256, 32, 357},    // 32x32: devices with few registers
  };
  return tiles;
}

const DeviceTile *findDeviceTile(const RegisterTile &tile) {
  for (const DeviceTile &known : allDeviceTiles())
    if (known.columns() == tile.vectors && known.rows() == tile.pixels)
      return &known;
  return nullptr;
}

std::string faultOfDeviceTile(const RegisterTile &tile, const Machine &machine) {
  const DeviceTile *known = findDeviceTile(tile);
  if (!known)
    return "no device has a tile of " + tile.print();
  if (known->threads() > machine.device->threadsPerBlock)
    return "a block of " + std::to_string(known->threads()) + " threads, of " +
           std::to_string(machine.device->threadsPerBlock);
  if (known->sharedBytes() > machine.device->sharedBytes)
    return "a block takes " + std::to_string(known->sharedBytes()) + " bytes of shared memory, of " +
           std::to_string(machine.device->sharedBytes);
  return "";
}

} // namespace resnetc
