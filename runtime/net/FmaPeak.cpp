// FmaPeak: see FmaPeak.h. CMakeLists.txt compiles this file with optimisation and fused multiply-adds in any build.
#include "runtime/net/FmaPeak.h"
#include <algorithm>
#include <chrono>

namespace resnetc {
namespace {

// Twelve chains hide a latency of up to 6 cycles on two units (4 on the processors of 2013 to 2025) and leave four of
// AVX2's sixteen registers free. A macro, not a template: GCC splits wide vectors of a template that is inlined
// into a function of another target before it inlines.
#define RESNETC_FOR_CHAINS(DO) DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9) DO(10) DO(11)
#define RESNETC_DECLARE(I) Vector chain##I = factor + float(I);
#define RESNETC_STEP(I) chain##I = chain##I * factor + term;
#define RESNETC_SUM(I) +chain##I
#define RESNETC_FMA_LOOP(NAME, BYTES, TARGET)                                                                          \
  TARGET float NAME(long rounds, float seed) {                                                                         \
    typedef float Vector __attribute__((vector_size(BYTES)));                                                          \
    Vector factor = Vector{} + seed, term = Vector{} + (1 - seed);                                                     \
    RESNETC_FOR_CHAINS(RESNETC_DECLARE)                                                                                \
    for (long i = 0; i < rounds; ++i) {                                                                                \
      RESNETC_FOR_CHAINS(RESNETC_STEP)                                                                                 \
    }                                                                                                                  \
    Vector sum = Vector{} RESNETC_FOR_CHAINS(RESNETC_SUM);                                                             \
    return sum[0];                                                                                                     \
  }
constexpr int chains = 12;

RESNETC_FMA_LOOP(runBaseline, 16, )
#if defined(__x86_64__)
RESNETC_FMA_LOOP(runAvx2, 32, __attribute__((target("avx2,fma"))))
RESNETC_FMA_LOOP(runAvx512, 64, __attribute__((target("avx512f"))))
#endif

struct Loop {
  float (*run)(long rounds, float seed);
  int vectorBytes;
};

Loop chooseLoop() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) // asks the operating system too
    return {runAvx512, 64};
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return {runAvx2, 32};
#endif
  return {runBaseline, 16};
}

} // namespace

double measureFmaPeak(double seconds) {
  using Clock = std::chrono::steady_clock;
  static const Loop loop = chooseLoop();
  const long rounds = 200000; // about a millisecond
  const double flopsOfBurst = 2.0 * chains * (loop.vectorBytes / 4) * double(rounds);
  volatile float seed = 0.99f, result = 0; // unknown to the compiler, so that it neither folds nor drops the loop
  double best = 0;
  auto length = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  Clock::time_point end = Clock::now() + length;
  do {
    Clock::time_point start = Clock::now();
    result = loop.run(rounds, seed);
    std::chrono::duration<double> passed = Clock::now() - start;
    best = std::max(best, flopsOfBurst / passed.count() / 1e9);
  } while (Clock::now() < end);
  (void)result;
  return best;
}

} // namespace resnetc
