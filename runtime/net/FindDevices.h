// FindDevices: the devices of this machine that nets can run on.
#pragma once
#include "runtime/images/Outcome.h"
#include "runtime/net/DeviceId.h"
#include <cstdint>

namespace resnetc {

struct FoundDevice {
  DeviceId id;
  std::string name;        ///< as its driver tells; with " (CPU)" behind those that are none but run on the processor
  int64_t memoryBytes = 0; ///< its own memory, or what it has of the system's
};

struct DeviceSearch {
  std::vector<FoundDevice> devices;
  std::vector<std::string> reasons; ///< for each interface that has no device, its driver's sentence
};

/// Asks the drivers of these interfaces as a net would, with the code that every net has in it (runtime/embed/device).
DeviceSearch findDevices(const std::vector<std::string> &apis = deviceApis());

/// `World` with the driver's sentence if there is no such device.
Outcome<FoundDevice> findDevice(const DeviceId &id);

} // namespace resnetc
