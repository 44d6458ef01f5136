// Partition: into how many parts a kernel's work is cut, and along which loop. Parts
// follow from the shape and never from a number of threads, so that results have the
// same bits everywhere; up to eight, balanced for two, four and eight threads.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace resnetc {

struct Partition {
  std::string loop = "none"; ///< none | pixels | filters | images
  int64_t parts = 1;
};

/// A loop that may be cut: so many equal steps.
struct DivisibleLoop {
  std::string name;
  int64_t steps;
};

/// The best cut; earlier loops of `loops` are preferred where the balance is about
/// equal. Work below some microseconds stays in one part.
Partition choosePartition(const std::vector<DivisibleLoop> &loops, double seconds);

/// Steps of each part (the last may have fewer).
int64_t stepsOfPart(int64_t steps, int64_t parts);
/// True if groups of stepsOfPart steps are exactly `parts`.
bool isExactCut(int64_t steps, int64_t parts);

} // namespace resnetc
