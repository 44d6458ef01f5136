// DeviceId: how a user names a device: opencl:0.
#pragma once
#include <optional>
#include <string>
#include <vector>

namespace resnetc {

/// The interfaces that devices are reached by: opencl, vulkan, cuda.
const std::vector<std::string> &deviceApis();

struct DeviceId {
  std::string api; ///< one of deviceApis
  int index = 0;   ///< 0, 1, … as `resnetc devices` counts

  /// opencl:0
  std::string text() const { return api + ":" + std::to_string(index); }
};

/// Nothing if the text is neither API:N nor an API alone, which means its first device.
std::optional<DeviceId> parseDevice(const std::string &text);

/// The interface that a target of `compile` is for: cuda of cuda-80; empty for processors.
std::string deviceApiOf(const std::string &target);

/// What parseDevice takes, for messages.
std::string describeDeviceSyntax();

} // namespace resnetc
