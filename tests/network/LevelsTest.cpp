// One library for all levels of this processor: forced to one it is the library of that level alone.
#include "tests/network/CompiledNet.h"
#include <catch2/catch.hpp>
#include <cstdlib>

using namespace resnetc;

namespace {
struct Forced {
  explicit Forced(const std::string &level) { setenv("RESNETC_TARGET", level.c_str(), 1); }
  ~Forced() { unsetenv("RESNETC_TARGET"); }
};

const std::string allLevels = "x86-64-v2,x86-64-v3,x86-64-v4";

std::vector<float> ramp(size_t count) {
  std::vector<float> values(count);
  for (size_t i = 0; i < count; ++i)
    values[i] = float(i % 251) - 125.0f;
  return values;
}
} // namespace

TEST_CASE("a library of all levels has the bits of each level's own", "[network]") {
  const std::vector<float> images = ramp(3 * 33 * 30 * 3);
  const std::vector<uint8_t> pixels(3 * 33 * 30 * 3, 77);
  for (const std::string &level : hostTargets()) {
    if (level.rfind("x86-64", 0) != 0)
      return;
    CAPTURE(level);
    CompiledNet alone(tinySpec(), level, {1, 3});
    Forced forced(level);
    CompiledNet all(tinySpec(), allLevels, {1, 3});
    CHECK(all.table().running_target() == level);
    unsetenv("RESNETC_TARGET"); // what is prepared keeps its level
    for (const auto answer : {CompiledNet::Answer::Logits, CompiledNet::Answer::Probabilities}) {
      CHECK(all.run(images, 3, answer) == alone.run(images, 3, answer));
      CHECK(all.run(pixels, 3, answer) == alone.run(pixels, 3, answer));
    }
    CHECK(all.table().arena_bytes >= alone.table().arena_bytes);
    CHECK(all.table().scratch_bytes >= alone.table().scratch_bytes);
    CHECK(all.table().packed_bytes >= alone.table().packed_bytes + 64);
  }
}

TEST_CASE("unforced, a library of all levels runs the strongest of this processor", "[network]") {
  const std::vector<std::string> levels = hostTargets();
  if (levels.empty() || levels.back().rfind("x86-64", 0) != 0)
    return;
  CompiledNet all(tinySpec(), allLevels, {1, 2}), alone(tinySpec(), levels.back(), {1, 2});
  CHECK(all.table().running_target() == levels.back());
  CHECK(all.table().target == allLevels);
  CHECK(alone.table().running_target() == levels.back());
  const std::vector<float> images = ramp(33 * 30 * 3);
  CHECK(all.run(images, 1, CompiledNet::Answer::Logits) == alone.run(images, 1, CompiledNet::Answer::Logits));
}
