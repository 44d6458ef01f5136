// EpochOrder: see EpochOrder.h. Samples are sorted by a random key each.
#include "runtime/training/EpochOrder.h"
#include "runtime/training/CounterRandom.h"
#include <algorithm>
#include <numeric>
#include <utility>

namespace resnetc {

std::vector<int64_t> orderOfEpoch(int64_t samples, bool shuffle, int64_t seed, int64_t epoch) {
  std::vector<int64_t> order(static_cast<size_t>(samples));
  std::iota(order.begin(), order.end(), 0);
  if (!shuffle)
    return order;
  uint64_t key = randomKey("order/" + std::to_string(epoch), seed);
  std::vector<std::pair<uint64_t, int64_t>> keyed;
  keyed.reserve(order.size());
  for (int64_t sample : order)
    keyed.emplace_back(randomBits(key, uint64_t(sample)), sample); // equal keys: the smaller sample first
  std::sort(keyed.begin(), keyed.end());
  for (size_t i = 0; i < order.size(); ++i)
    order[i] = keyed[i].second;
  return order;
}

} // namespace resnetc
