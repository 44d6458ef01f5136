// CompileKernel: from a kernel's key to an object file.
#pragma once
#include "backends/kernel/DeviceInspector.h"
#include "ir/machine/KernelKey.h"

namespace resnetc {

struct KernelFacts {
  int64_t scratchBytes = 0; ///< of one worker during a call; of a device's kernel always 0
  std::string sourceEnding; ///< what the device's source is, cl | ptx | spv; empty for CPUs
  DeviceLaunch launch;      ///< of a device's kernel
};

/// Writes the object with one public function `key.symbol()`:
///   int symbol(void *userContext, halide_buffer_t *argument, …)   in the order of KernelArguments.h
/// Undefined symbols are among halide_do_par_for, halide_malloc, halide_free, memset and memcpy; of
/// a device's kernel exactly halide_copy_to_device and halide_<api>_{device_interface,
/// initialize_kernels, run, finalize_kernels}. `sourcePath`: the code for the device is written
/// there too, as its compiler reads it; empty: nowhere.
/// One key in a process: names and bytes of a second kernel would depend on the order.
/// Throws std::exception or Halide::Error.
KernelFacts compileKernel(const KernelKey &key, const std::string &objectPath, const std::string &sourcePath = "");

} // namespace resnetc
