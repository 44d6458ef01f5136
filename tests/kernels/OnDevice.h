// OnDevice: runs a device's kernel by Halide's own runtime, on a device that this machine has or
// emulates: PoCL for OpenCL, lavapipe for Vulkan.
#pragma once
#include "tests/kernels/RunKernel.h"
#include <string>

namespace resnetc {

/// The machines whose kernels can run here, of `opencl` and `vulkan`. Warns of what is not installed.
/// (cuda80 has the tiles and orders of opencl.)
const std::vector<std::string> &machinesHere();

/// A device's kernel that is called more than once.
class DeviceKernel {
public:
  explicit DeviceKernel(const KernelKey &key);
  ~DeviceKernel();
  std::vector<Values> operator()(const std::vector<Values> &inputs); ///< as runOnDevice

private:
  struct Parts;
  std::unique_ptr<Parts> parts;
};

/// All outputs of one call, in the order of the arguments. An output that has an input's name begins
/// with its values; all else begins as `untouched`.
std::vector<Values> runOnDevice(const KernelKey &key, const std::vector<Values> &inputs);

/// Runs the key's kernel on seeded inputs and requires the reference.
void requireDeviceKernelIsRight(const KernelKey &key);

} // namespace resnetc
