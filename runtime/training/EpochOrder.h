// EpochOrder: in which order an epoch sees the samples.
#pragma once
#include <cstdint>
#include <vector>

namespace resnetc {

/// 0 .. samples-1; with `shuffle` a permutation that depends on seed and epoch alone.
std::vector<int64_t> orderOfEpoch(int64_t samples, bool shuffle, int64_t seed, int64_t epoch);

} // namespace resnetc
