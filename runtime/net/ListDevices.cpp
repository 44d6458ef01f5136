// ListDevices: see ListDevices.h.
#include "runtime/net/ListDevices.h"
#include "runtime/net/CommandReport.h"
#include "runtime/net/FindDevices.h"
#include "runtime/net/WriteFile.h"
#include <cstdio>
#include <nlohmann/json.hpp>

namespace resnetc {
namespace {

std::string printJson(const DeviceSearch &search) {
  auto list = nlohmann::ordered_json::array();
  for (const FoundDevice &device : search.devices)
    list.push_back({{"device", device.id.text()}, {"name", device.name}, {"memory", device.memoryBytes}});
  return list.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string printText(const DeviceSearch &search) {
  std::string text;
  for (const FoundDevice &device : search.devices) {
    char memory[32];
    std::snprintf(memory, sizeof memory, "%8.1f GB", double(device.memoryBytes) / 1e9);
    const std::string id = device.id.text();
    text += id + std::string(id.size() < 10 ? 10 - id.size() : 0, ' ') + memory + "  " + device.name + "\n";
  }
  return text.empty() ? "no devices: nets run on the processor\n" : text;
}

Outcome<std::vector<std::string>> askedApis(const DevicesOptions &options) {
  if (options.net.empty())
    return deviceApis();
  Outcome<NetLibrary> library = NetLibrary::open(options.net);
  if (!library)
    return library.failure();
  std::vector<std::string> apis = deviceApisOf(library->table());
  if (apis.empty())
    std::fprintf(stderr, "%s: compiled for %s, for no devices; `resnetc compile NET.yaml --target host,opencl -o OUT` "
                         "makes a net that is\n",
                 library->table().name, library->table().target);
  return apis;
}

int list(const DevicesOptions &options) {
  Outcome<std::vector<std::string>> apis = askedApis(options);
  if (!apis)
    return reportFailure(apis.failure());
  DeviceSearch search = findDevices(*apis);
  if (auto failure = writeStandardOutput(options.json ? printJson(search) : printText(search)))
    return reportFailure(*failure);
  for (const std::string &reason : search.reasons)
    if (!options.json)
      std::fprintf(stderr, "%s\n", reason.c_str());
  return 0;
}

} // namespace

int listDevices(const DevicesOptions &options) {
  return guardCommand([&] { return list(options); });
}

} // namespace resnetc
