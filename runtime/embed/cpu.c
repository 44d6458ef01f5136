// Refuses a processor, or a system, that lacks what the kernels use: a status instead of SIGILL.
#include "runtime/embed/support.h"
#if defined(__x86_64__)
#include <cpuid.h>

// The sets of the x86-64 psABI's micro-architecture levels.
enum {
  V2_ECX1 = bit_SSE3 | bit_SSSE3 | bit_CMPXCHG16B | bit_SSE4_1 | bit_SSE4_2 | bit_POPCNT,
  V3_ECX1 = bit_FMA | bit_MOVBE | bit_OSXSAVE | bit_AVX | bit_F16C,
  V3_EBX7 = bit_BMI | bit_AVX2 | bit_BMI2,
  LZCNT = 1 << 5, // ecx of 0x80000001
};
static const uint32_t v4Ebx7 = bit_AVX512F | bit_AVX512DQ | bit_AVX512CD | bit_AVX512BW | (uint32_t)bit_AVX512VL;

static int hasAll(uint32_t have, uint32_t want) { return (have & want) == want; }

/// The registers that the system keeps for each thread.
__attribute__((target("xsave"))) static uint32_t savedRegisters(void) { return (uint32_t)__builtin_ia32_xgetbv(0); }

static int64_t levelOfCpu(void) {
  uint32_t a, b, c, d, ecx1, ebx7, ecx81;
  enum { YMM = 0x06, ZMM = 0xe6 };
  if (!__get_cpuid(1, &a, &b, &ecx1, &d) || !hasAll(ecx1, V2_ECX1))
    return 1;
  if (!__get_cpuid_count(7, 0, &a, &ebx7, &c, &d) || !__get_cpuid(0x80000001u, &a, &b, &ecx81, &d))
    return 2;
  if (!hasAll(ecx1, V3_ECX1) || !hasAll(ebx7, V3_EBX7) || !hasAll(ecx81, LZCNT) || !hasAll(savedRegisters(), YMM))
    return 2;
  return hasAll(ebx7, v4Ebx7) && hasAll(savedRegisters(), ZMM) ? 4 : 3;
}
#else
static int64_t levelOfCpu(void) { return 0; }
#endif

int32_t support_check_cpu(int64_t level) {
  return level == 0 || levelOfCpu() >= level ? RESNETC_OK : RESNETC_CPU_LACKS_FEATURE;
}
