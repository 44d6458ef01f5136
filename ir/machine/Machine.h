// Machine: what the Catalog and the schedules know of a processor: its registers,
// caches and speeds, by name. Speeds are round figures of one core for predictions;
// they are constants, so that a choice is the same wherever the compiler runs.
// The table is Machine.cpp: a new machine is a row there.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace resnetc {

struct Machine {
  std::string name;             ///< the key's `machine`: avx2 | avx512
  std::string level;            ///< what users call it: x86-64-v3 | x86-64-v4
  int64_t lanes;                ///< float32 values of a vector
  int64_t vectorRegisters;
  bool multipliesMemoryBroadcast; ///< a multiply-add repeats one value of memory by itself, without a register
  int64_t l1Bytes, l2Bytes, l3Bytes;
  double memoryBytesPerSecond;  ///< one core, long reads
  double flopsPerSecond;        ///< one core, fused multiply-adds counted twice
  std::string halideTarget;     ///< Halide's spelling, without calling conventions
};

/// Null if there is no such machine.
const Machine *findMachine(std::string_view name);
/// The machine of a target's level (x86-64-v3); null if there is none.
const Machine *findMachineOfLevel(std::string_view level);
const std::vector<Machine> &allMachines(); ///< weakest first

/// The strongest machine whose code this processor and its operating system can
/// run, by cpuid and never by a processor's name. Empty if there is none.
std::string hostMachineName();

} // namespace resnetc
