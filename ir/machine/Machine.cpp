#include "ir/machine/Machine.h"

namespace resnetc {

// Speeds: 128 GFLOP/s is 4 GHz with two 8-lane multiply-adds a cycle, which a Zen 3 and
// a Zen 5 both reach within 20 %; AVX-512 twice that. Memory: one core of a server.
const std::vector<Machine> &allMachines() {
  static const std::vector<Machine> machines = {
      {"avx2", "x86-64-v3", 8, 16, false, 32 << 10, 512 << 10, 8 << 20, 20e9, 128e9,
       "x86-64-linux-sse41-avx-f16c-fma-avx2"},
      {"avx512", "x86-64-v4", 16, 32, true, 32 << 10, 1 << 20, 16 << 20, 30e9, 256e9,
       "x86-64-linux-sse41-avx-f16c-fma-avx2-avx512-avx512_skylake"},
  };
  return machines;
}

const Machine *findMachineOfLevel(std::string_view level) {
  for (const Machine &machine : allMachines())
    if (machine.level == level)
      return &machine;
  return nullptr;
}

const Machine *findMachine(std::string_view name) {
  for (const Machine &machine : allMachines())
    if (machine.name == name)
      return &machine;
  return nullptr;
}

// The builtins ask cpuid and, through xgetbv, whether the system keeps the wide registers.
std::string hostMachineName() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("x86-64-v4"))
    return "avx512";
  if (__builtin_cpu_supports("x86-64-v3"))
    return "avx2";
#endif
  return "";
}

} // namespace resnetc
