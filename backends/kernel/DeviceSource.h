// DeviceSource: a device kernel's code as its device reads it, out of the module that embeds it.
#pragma once
#include "Halide.h"
#include <string>

namespace resnetc {

/// OpenCL C, PTX, or for Vulkan the SPIR-V of the container that Halide makes.
struct DeviceSource {
  std::string ending; ///< of a file: cl | ptx | spv
  std::string bytes;
};

/// `api` is opencl, vulkan or cuda. Throws std::runtime_error if the module has not exactly one source.
DeviceSource sourceOf(const Halide::Module &module, const std::string &api);

} // namespace resnetc
