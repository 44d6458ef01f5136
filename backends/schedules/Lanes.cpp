#include "backends/schedules/Lanes.h"
#include "ir/machine/Machine.h"
#include <stdexcept>

namespace resnetc {

int lanesOf(const KernelKey &key) {
  const Machine *machine = findMachine(key.text("machine"));
  if (!machine)
    throw std::invalid_argument("unknown machine " + key.text("machine"));
  return int(machine->lanes);
}

int lanesDividing(const KernelKey &key, int64_t extent) {
  int lanes = lanesOf(key);
  while (extent % lanes)
    lanes /= 2;
  return lanes;
}

int lanesWithin(const KernelKey &key, int64_t extent) {
  int lanes = lanesOf(key);
  while (lanes > extent)
    lanes /= 2;
  return lanes;
}

int largestDivisor(int64_t value, int64_t most) {
  int64_t divisor = most < value ? most : value;
  while (value % divisor)
    --divisor;
  return int(divisor);
}

} // namespace resnetc
