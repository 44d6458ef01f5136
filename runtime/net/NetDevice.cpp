// NetDevice: see NetDevice.h.
#include "runtime/net/NetDevice.h"
#include "runtime/images/PrintableName.h"
#include "runtime/net/LoadedNet.h"
#include <algorithm>
#include <cstring>
#include <sstream>

namespace resnetc {
namespace {

Failure notCompiledFor(const resnetc_net &net, const DeviceId &id) {
  return {Blame::User, std::string(net.name) + ": compiled for " + net.target + ", not for " + id.api +
                           "; `resnetc compile NET.yaml --target host," + id.api + " -o OUT` makes one that is"};
}

} // namespace

std::vector<std::string> deviceApisOf(const resnetc_net &net) {
  std::vector<std::string> apis;
  std::istringstream targets(net.device_find ? net.target : ""); // x86-64-v3,opencl,cuda-80
  for (std::string target; std::getline(targets, target, ',');)
    if (std::string api = deviceApiOf(target); !api.empty())
      apis.push_back(api);
  return apis;
}

NetDevice::NetDevice(const resnetc_net &net, const DeviceId &id, AlignedBuffer room)
    : net(&net), deviceId(id), memory(std::move(room)),
      handle(static_cast<resnetc_device *>(memory.data()), Close{&net}) {
  std::memset(memory.data(), 0, size_t(net.device_bytes)); // as a device that is closed
}

Outcome<NetDevice> NetDevice::find(const resnetc_net &net, const DeviceId &id) {
  const std::vector<std::string> apis = deviceApisOf(net);
  if (std::find(apis.begin(), apis.end(), id.api) == apis.end())
    return notCompiledFor(net, id);
  AlignedBuffer room{size_t(net.device_bytes)};
  if (!room.data())
    return noMemory(net, net.device_bytes, "the device's launches");
  NetDevice device(net, id, std::move(room));
  char name[256] = "";
  if (int status = net.device_find(device.get(), id.api.c_str(), id.index, name, int(sizeof name)))
    return device.describe(status, "looking for the device");
  device.deviceName = printableText(name);
  return device;
}

std::optional<Failure> NetDevice::openForInference(const float *parameters) {
  AlignedBuffer packed{size_t(net->device_packed_bytes)}; // the device has a copy when it is open
  if (!packed.data())
    return noMemory(*net, net->device_packed_bytes, "the packed weights");
  if (int status = net->device_prepare(parameters, packed.data()))
    return describeStatus(*net, status, "preparing the weights");
  net->device_close(get());
  if (int status = net->device_open(get(), deviceId.api.c_str(), deviceId.index, packed.data()))
    return describe(status, "opening the device");
  return std::nullopt;
}

std::optional<Failure> NetDevice::openForTraining(const float *parameters) {
  net->device_close(get());
  if (int status = net->device_open_training(get(), deviceId.api.c_str(), deviceId.index, parameters))
    return describe(status, "opening the device");
  return std::nullopt;
}

Failure NetDevice::describe(int status, const char *doing) const {
  const std::string tried = std::string(doing) + " " + deviceId.text();
  Failure failure = describeStatus(*net, status, tried.c_str());
  const bool driverSpoke = status == RESNETC_DEVICE || status == RESNETC_NO_DEVICE || status == RESNETC_DEVICE_MEMORY;
  if (driverSpoke)
    failure.message = std::string(net->name) + ": " + tried + ": " + printableText(net->device_text(get())) +
                      " (status " + std::to_string(status) + ")";
  if (status == RESNETC_NO_DEVICE)
    failure.message += "; `resnetc devices` lists those that there are";
  return failure;
}

} // namespace resnetc
