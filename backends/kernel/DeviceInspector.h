// DeviceInspector: reads a lowered device kernel before it is compiled: that it is one launch
// and nothing else, whose sizes the device's class allows.
#pragma once
#include "Halide.h"
#include "ir/machine/Machine.h"

namespace resnetc {

/// Constants of the one launch.
struct DeviceLaunch {
  int64_t threads = 0;     ///< of a block
  int64_t blocks = 0;
  int64_t sharedBytes = 0; ///< of a block
};

/// Throws std::runtime_error with the reason if the module does more than one launch, launches in a
/// loop or under a condition, hands scalars to the kernel, takes memory, calls what the runtime of
/// devices does not have, or asks for more threads or shared memory than the class promises.
DeviceLaunch inspectDeviceLaunch(const Halide::Module &module, const DeviceClass &device);

} // namespace resnetc
