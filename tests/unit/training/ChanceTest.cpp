#include "runtime/training/Augment.h"
#include "runtime/training/CounterRandom.h"
#include "runtime/training/EpochOrder.h"
#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <set>
#include <vector>

using namespace resnetc;

TEST_CASE("the generator is splitmix64, whose first numbers from 1234567 are published", "[training]") {
  CHECK(randomBits(1234567, 0) == 6457827717110365317u);
  CHECK(randomBits(1234567, 1) == 3203168211198807973u);
  CHECK(randomBits(1234567, 4) == 16408922859458223821u);
}

TEST_CASE("a key is FNV-1a of seed and name, so that streams of two names or seeds differ", "[training]") {
  CHECK(randomKey("", 0) == ((0xCBF29CE484222325u ^ '0') * 0x100000001B3u ^ ':') * 0x100000001B3u);
  std::set<uint64_t> keys{randomKey("a", 0), randomKey("a", 1), randomKey("b", 0), randomKey("a", -1)};
  CHECK(keys.size() == 4);
}

TEST_CASE("numbers below a bound reach all of it and nothing else", "[training]") {
  std::vector<int> counts(9);
  for (uint64_t i = 0; i < 9000; ++i)
    ++counts.at(size_t(randomBelow(randomBits(7, i), 9)));
  for (int count : counts)
    CHECK(std::abs(count - 1000) < 120); // four standard deviations
  CHECK(randomBelow(~uint64_t(0), 9) == 8);
}

TEST_CASE("an epoch's order is a permutation that depends on seed and epoch", "[training]") {
  std::vector<int64_t> order = orderOfEpoch(100, true, 3, 0), sorted = order, plain(100);
  std::iota(plain.begin(), plain.end(), 0);
  std::sort(sorted.begin(), sorted.end());
  CHECK(sorted == plain);
  CHECK(order != plain);
  CHECK(order == orderOfEpoch(100, true, 3, 0));
  CHECK(order != orderOfEpoch(100, true, 3, 1));
  CHECK(order != orderOfEpoch(100, true, 4, 0));
  CHECK(orderOfEpoch(100, false, 3, 1) == plain);
}

TEST_CASE("half of the samples are mirrored and shifts reach every offset", "[training]") {
  int mirrored = 0;
  std::set<std::pair<int, int>> shifts;
  for (int64_t sample = 0; sample < 2000; ++sample) {
    AugmentChoice choice = chooseAugmentation({true, 2}, 5, 1, sample);
    mirrored += choice.flip;
    REQUIRE(std::max(std::abs(choice.down), std::abs(choice.right)) <= 2);
    shifts.insert({choice.down, choice.right});
  }
  CHECK(std::abs(mirrored - 1000) < 100);
  CHECK(shifts.size() == 25);
  AugmentChoice none = chooseAugmentation({false, 0}, 5, 1, 7);
  CHECK((!none.flip && none.down == 0 && none.right == 0));
}

TEST_CASE("a shifted and mirrored picture keeps its pixels whole and gets a border of zeros", "[training]") {
  const uint8_t from[] = {1, 2, 3, 4, 5, 6}; // 1 x 3 pixels of 2 channels
  uint8_t to[6];
  copyAugmented(from, {1, 3, 2, false}, {false, 0, 1}, to);
  CHECK(std::vector<uint8_t>(to, to + 6) == std::vector<uint8_t>{3, 4, 5, 6, 0, 0});
  copyAugmented(from, {1, 3, 2, false}, {true, 0, 1}, to);
  CHECK(std::vector<uint8_t>(to, to + 6) == std::vector<uint8_t>{0, 0, 5, 6, 3, 4});
  copyAugmented(from, {1, 3, 2, false}, {true, 1, 0}, to);
  CHECK(std::vector<uint8_t>(to, to + 6) == std::vector<uint8_t>(6));
}

TEST_CASE("planes are shifted each for itself", "[training]") {
  const float from[] = {1, 2, 3, 4, 5, 6, 7, 8}; // 2 planes of 2 x 2
  float to[8];
  copyAugmented(from, {2, 2, 2, true}, {true, -1, 0}, to);
  CHECK(std::vector<float>(to, to + 8) == std::vector<float>{0, 0, 2, 1, 0, 0, 6, 5});
}
