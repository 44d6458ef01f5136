// Machine: what the Catalog and the schedules know of a processor: its registers,
// caches and speeds, by name. Speeds are round figures of one core, or of a whole
// device, for predictions; they are constants, so that a choice is the same wherever
// the compiler runs. The tables are in Machine.cpp: a new machine is a row there.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace resnetc {

/// What is more to know of a machine that is a device: a class of graphics processors, not one of them.
struct DeviceClass {
  std::string api;          ///< opencl | vulkan | cuda
  int64_t multiprocessors;
  int64_t threadsPerBlock;  ///< the most that the api promises
  int64_t sharedBytes;      ///< of a block, likewise
  double launchSeconds;     ///< between two kernels
};

struct Machine {
  std::string name;             ///< the key's `machine`: sse41 | avx2 | avx512 | neon | opencl …
  std::string level;            ///< what users call it: x86-64-v3 | arm-64-linux | opencl …
  int64_t lanes;                ///< float32 values of a vector
  int64_t vectorRegisters;
  bool multipliesMemoryBroadcast; ///< a multiply-add repeats one value of memory by itself, without a register
  int64_t l1Bytes, l2Bytes, l3Bytes;
  double memoryBytesPerSecond;  ///< one core, long reads
  double flopsPerSecond;        ///< one core, multiply-adds counted twice
  std::string halideTarget;     ///< Halide's spelling, without calling conventions
  std::optional<DeviceClass> device = {}; ///< of a CPU: nothing

  bool isDevice() const { return device.has_value(); }
};

/// Null if there is no such machine.
const Machine *findMachine(std::string_view name);
/// The machine of a target's level (x86-64-v3, arm-64-noos); null if there is none.
const Machine *findMachineOfLevel(std::string_view level);
const std::vector<Machine> &allMachines(); ///< CPUs by architecture, of each the weakest first
const std::vector<Machine> &allDevices();

/// The strongest machine whose code this processor and its operating system can
/// run, by cpuid and never by a processor's name. Empty if there is none.
std::string hostMachineName();

} // namespace resnetc
