#include "runtime/net/CpuFeatures.h"
#include "runtime/embed/support.h"
#include <algorithm>
#include <catch2/catch.hpp>

using namespace resnetc;

namespace {
bool contains(const std::vector<std::string> &all, const std::vector<std::string> &some) {
  return std::all_of(some.begin(), some.end(),
                     [&](const std::string &name) { return std::count(all.begin(), all.end(), name) == 1; });
}
} // namespace

TEST_CASE("a level lacks what the weaker ones lack", "[net]") {
  const auto v2 = missingFeatures("x86-64-v2"), v3 = missingFeatures("x86-64-v3"), v4 = missingFeatures("x86-64-v4");
  CHECK(contains(v3, v2));
  CHECK(contains(v4, v3));
}

#if defined(__x86_64__)
TEST_CASE("something is missing exactly where a library would refuse to run", "[net]") {
  for (const auto &[target, level] : {std::pair("x86-64-v2", 2), {"x86-64-v3", 3}, {"x86-64-v4", 4}}) {
    CAPTURE(target);
    CHECK(missingFeatures(target).empty() == (support_check_cpu(level) == RESNETC_OK));
  }
}
#endif

TEST_CASE("nothing is told of targets of other processors", "[net]") {
  for (const char *target : {"", "arm-64-linux", "x86-64-v9", "x86-64-v2,x86-64-v3", "opencl"})
    CHECK(missingFeatures(target).empty());
}
