// Lanes: how wide the vectors of kernels are that are bound by memory.
#pragma once
#include "ir/machine/KernelKey.h"

namespace resnetc {

/// Vector width of the key's machine; of a machine's schedule, whatever it runs on.
int lanesOf(const KernelKey &key);
/// The widest vector that divides `extent`, so that there is no ragged end.
int lanesDividing(const KernelKey &key, int64_t extent);
/// The widest vector that is not wider than `extent`.
int lanesWithin(const KernelKey &key, int64_t extent);
/// The largest divisor of `value` up to `most`.
int largestDivisor(int64_t value, int64_t most);

} // namespace resnetc
