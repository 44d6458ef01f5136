#include "ir/machine/Partition.h"
#include <algorithm>

namespace resnetc {
namespace {

constexpr int64_t mostParts = 8;
constexpr int64_t mostPixelsInFloat = 64;
constexpr double leastSeconds = 20e-6; ///< a parallel loop costs about a microsecond

/// Mean share of useful time over two, four and eight threads; two count twice.
double balanceOf(int64_t steps, int64_t parts) {
  double sum = 0;
  for (const int64_t threads : {2, 2, 4, 8}) {
    const int64_t rounds = (parts + threads - 1) / threads;
    sum += double(steps) / double(threads * rounds * stepsOfPart(steps, parts));
  }
  return sum / 4;
}

} // namespace

int64_t rowsSummedTogether(int64_t h, int64_t w) {
  int64_t rows = std::min(h, std::max<int64_t>(1, mostPixelsInFloat / w));
  while (h % rows)
    --rows;
  return rows;
}

int64_t stepsOfPart(int64_t steps, int64_t parts) { return ceilDivide(steps, parts); }

bool isExactCut(int64_t steps, int64_t parts) {
  if (parts < 1 || parts > steps)
    return false;
  const int64_t each = stepsOfPart(steps, parts);
  return ceilDivide(steps, each) == parts;
}

Partition choosePartition(const std::vector<DivisibleLoop> &loops, double seconds) {
  Partition best;
  double bestBalance = 0;
  if (seconds < leastSeconds)
    return best;
  double handicap = 0;
  for (const DivisibleLoop &loop : loops) {
    for (int64_t parts = 2; parts <= mostParts; ++parts) {
      const double balance = balanceOf(loop.steps, parts) - handicap;
      if (isExactCut(loop.steps, parts) && balance > bestBalance) {
        best = {loop.name, parts};
        bestBalance = balance;
      }
    }
    handicap += 0.1;
  }
  return best;
}

} // namespace resnetc
