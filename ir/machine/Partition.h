// Partition: into how many parts a kernel's work is cut, and along which loop. Parts
// follow from the shape and never from a number of threads, so that results have the
// same bits everywhere; up to eight, balanced for two, four and eight threads.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace resnetc {

/// How many pieces of `by` hold `value`.
inline int64_t ceilDivide(int64_t value, int64_t by) { return (value + by - 1) / by; }

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

/// Elements in a step of an update of parameters: parts begin at whole cache lines of it,
/// so that no two threads write one.
constexpr int64_t elementsOfUpdateStep = 64;

/// Rows of an image of h x w pixels that a sum over pixels takes at once in float, a divisor of
/// h: few enough for its accuracy, enough for small maps to be more than the work around them.
int64_t rowsSummedTogether(int64_t h, int64_t w);

/// Steps of each part (the last may have fewer).
int64_t stepsOfPart(int64_t steps, int64_t parts);
/// True if groups of stepsOfPart steps are exactly `parts`.
bool isExactCut(int64_t steps, int64_t parts);

} // namespace resnetc
