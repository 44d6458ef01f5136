// CpuFeatures: see CpuFeatures.h.
#include "runtime/net/CpuFeatures.h"

namespace resnetc {
#if defined(__x86_64__)
namespace {
// The levels of the x86-64 psABI, each with those before it. The builtin, which takes no names at run time, asks the
// system about wide registers too; cx16 and osxsave it does not know, and no processor lacks them alone.
#define RESNETC_HAS(NAME) {NAME, __builtin_cpu_supports(NAME) != 0}
struct Feature {
  const char *name;
  bool isHere;
};

std::vector<std::vector<Feature>> featuresOfLevels() {
  __builtin_cpu_init();
  return {{RESNETC_HAS("popcnt"), RESNETC_HAS("sse3"), RESNETC_HAS("sse4.1"), RESNETC_HAS("sse4.2"),
           RESNETC_HAS("ssse3")},
          {RESNETC_HAS("avx"), RESNETC_HAS("avx2"), RESNETC_HAS("bmi"), RESNETC_HAS("bmi2"), RESNETC_HAS("f16c"),
           RESNETC_HAS("fma"), RESNETC_HAS("lzcnt"), RESNETC_HAS("movbe")},
          {RESNETC_HAS("avx512f"), RESNETC_HAS("avx512bw"), RESNETC_HAS("avx512cd"), RESNETC_HAS("avx512dq"),
           RESNETC_HAS("avx512vl")}};
}
} // namespace

std::vector<std::string> missingFeatures(const std::string &target) {
  const std::string names[] = {"x86-64-v2", "x86-64-v3", "x86-64-v4"};
  const std::vector<std::vector<Feature>> levels = featuresOfLevels();
  std::vector<std::string> missing, none;
  for (size_t i = 0; i < levels.size(); ++i) {
    for (const Feature &feature : levels[i])
      if (!feature.isHere)
        missing.push_back(feature.name);
    if (target == names[i])
      return missing;
  }
  return none;
}
#else
std::vector<std::string> missingFeatures(const std::string &) { return {}; }
#endif

} // namespace resnetc
