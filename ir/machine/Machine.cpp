#include "ir/machine/Machine.h"

namespace resnetc {

// Speeds: 128 GFLOP/s is 4 GHz with two 8-lane multiply-adds a cycle, which a Zen 3 and
// a Zen 5 both reach within 20 %; AVX-512 twice that. Memory: one core of a server.
// sse41 has no fused multiply-add: two 4-lane operations a cycle of 4 GHz, of which half add.
// neon is an estimate, no measurement: two 4-lane multiply-adds a cycle of 2.5 GHz.
const std::vector<Machine> &allMachines() {
  static const std::vector<Machine> machines = {
      {"sse41", "x86-64-v2", 4, 16, false, 32 << 10, 256 << 10, 4 << 20, 15e9, 32e9, "x86-64-linux-sse41"},
      {"avx2", "x86-64-v3", 8, 16, false, 32 << 10, 512 << 10, 8 << 20, 20e9, 128e9,
       "x86-64-linux-sse41-avx-f16c-fma-avx2"},
      {"avx512", "x86-64-v4", 16, 32, true, 32 << 10, 1 << 20, 16 << 20, 30e9, 256e9,
       "x86-64-linux-sse41-avx-f16c-fma-avx2-avx512-avx512_skylake"},
      {"neon", "arm-64-linux", 4, 32, false, 32 << 10, 512 << 10, 2 << 20, 10e9, 40e9, "arm-64-linux"},
  };
  return machines;
}

// Vulkan promises 128 threads and 16 KB; the figures of opencl and vulkan are a middle-sized
// card's, those of cuda80 an A100's. A kernel's host part is code for any x86-64: device source
// names the features of its host, and must be the same for all.
const std::vector<Machine> &allDevices() {
  static const std::vector<Machine> devices = {
      {"opencl", "opencl", 1, 64, false, 0, 4 << 20, 0, 450e9, 8e12, "x86-64-linux-opencl",
       DeviceClass{"opencl", 40, 256, 32 << 10, 5e-6}},
      {"vulkan", "vulkan", 1, 64, false, 0, 4 << 20, 0, 450e9, 8e12, "x86-64-linux-vulkan-vk_int64",
       DeviceClass{"vulkan", 40, 128, 16 << 10, 5e-6}},
      {"cuda80", "cuda-80", 1, 64, false, 0, 40 << 20, 0, 1555e9, 19.5e12, "x86-64-linux-cuda-cuda_capability_80",
       DeviceClass{"cuda", 108, 1024, 48 << 10, 2.5e-6}},
  };
  return devices;
}

namespace {
const Machine *findBy(std::string Machine::*field, std::string_view value) {
  for (const std::vector<Machine> *machines : {&allMachines(), &allDevices()})
    for (const Machine &machine : *machines)
      if (machine.*field == value)
        return &machine;
  return nullptr;
}
} // namespace

// Kernels ask the system for nothing, so bare metal has those of Linux.
const Machine *findMachineOfLevel(std::string_view level) {
  return findBy(&Machine::level, level == "arm-64-noos" ? "arm-64-linux" : level);
}
const Machine *findMachine(std::string_view name) { return findBy(&Machine::name, name); }

// The builtins ask cpuid and, through xgetbv, whether the system keeps the wide registers.
std::string hostMachineName() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("x86-64-v4"))
    return "avx512";
  if (__builtin_cpu_supports("x86-64-v3"))
    return "avx2";
  if (__builtin_cpu_supports("x86-64-v2"))
    return "sse41";
  return "";
#elif defined(__aarch64__)
  return "neon";
#else
  return "";
#endif
}

} // namespace resnetc
