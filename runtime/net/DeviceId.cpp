// DeviceId: see DeviceId.h.
#include "runtime/net/DeviceId.h"
#include <algorithm>

namespace resnetc {

const std::vector<std::string> &deviceApis() {
  static const std::vector<std::string> apis = {"opencl", "vulkan", "cuda"};
  return apis;
}

std::optional<DeviceId> parseDevice(const std::string &text) {
  const size_t colon = text.find(':');
  DeviceId id{text.substr(0, colon), 0};
  const std::vector<std::string> &apis = deviceApis();
  if (std::find(apis.begin(), apis.end(), id.api) == apis.end())
    return std::nullopt;
  if (colon == std::string::npos)
    return id;
  const std::string digits = text.substr(colon + 1);
  constexpr size_t mostDigits = 4; // no machine has more devices
  if (digits.empty() || digits.size() > mostDigits || digits.find_first_not_of("0123456789") != std::string::npos)
    return std::nullopt;
  id.index = std::stoi(digits);
  return id;
}

std::string deviceApiOf(const std::string &target) {
  for (const std::string &api : deviceApis())
    if (target == api || target.rfind(api + "-", 0) == 0)
      return api;
  return "";
}

std::string describeDeviceSyntax() {
  std::string names;
  for (const std::string &api : deviceApis())
    names += (names.empty() ? "" : &api == &deviceApis().back() ? " or " : ", ") + api;
  return names + ", and its number where it is not the first: opencl:1";
}

} // namespace resnetc
