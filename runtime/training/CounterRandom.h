// CounterRandom: random bits as a function of a name, a seed and a counter (splitmix64), so that nothing about
// chance has to be saved, and no thread can draw another's number.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace resnetc {

/// The key of a stream of numbers: FNV-1a of "<seed>:<stream>".
inline uint64_t randomKey(std::string_view stream, int64_t seed) {
  uint64_t hash = 0xCBF29CE484222325u;
  for (unsigned char letter : std::to_string(seed) + ":" + std::string(stream))
    hash = (hash ^ letter) * 0x100000001B3u;
  return hash;
}

/// The counter-th 64 bits of a stream.
constexpr uint64_t randomBits(uint64_t key, uint64_t counter) {
  uint64_t z = key + (counter + 1) * 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

/// 0 .. bound-1 from 64 random bits; bound below 2^31.
constexpr int64_t randomBelow(uint64_t bits, int64_t bound) {
  return int64_t((bits >> 32) * uint64_t(bound) >> 32);
}

} // namespace resnetc
