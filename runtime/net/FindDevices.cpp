// FindDevices: see FindDevices.h.
#include "runtime/net/FindDevices.h"
#include "runtime/embed/device/device.h"
#include "runtime/images/PrintableName.h"
#include "runtime/net/AlignedBuffer.h"
#include <new>

namespace resnetc {
namespace {

/// Of a net only what a search looks at: which interfaces there are.
struct NoNet {
  std::vector<DeviceVariant> variants;
  DeviceNet net = {};

  NoNet() {
    for (const DeviceApi *api : {&support_opencl, &support_vulkan, &support_cuda}) {
      variants.emplace_back();
      variants.back().api = api;
    }
    net.variants = variants.data();
    net.variantCount = int64_t(variants.size());
  }
  NoNet(const NoNet &) = delete; // points into itself
};

constexpr int mostDevices = 64; ///< of an interface: a driver that fails for each must end, too

/// Memory for one device at a time.
class Search {
public:
  Search() {
    if (!memory.data())
      throw std::bad_alloc();
  }

  /// A status; 0: `found` is the device, else `reason` says why there is none.
  int find(const DeviceId &id, FoundDevice &found, std::string &reason) {
    auto *device = static_cast<Device *>(memory.data());
    char name[256] = "";
    const int status = support_device_find(&noNet.net, device, id.api.c_str(), id.index, name, int(sizeof name));
    if (status)
      reason = printableText(support_device_text(&noNet.net, device));
    else
      found = {id, printableText(name), support_device_memory(device)};
    return status;
  }

private:
  NoNet noNet;
  AlignedBuffer memory{size_t(support_device_bytes)};
};

} // namespace

DeviceSearch findDevices(const std::vector<std::string> &apis) {
  Search search;
  DeviceSearch result;
  for (const std::string &api : apis)
    for (DeviceId id{api, 0};; ++id.index) {
      FoundDevice found;
      std::string reason;
      const int status = search.find(id, found, reason);
      if (!status)
        result.devices.push_back(found);
      else if (status != RESNETC_NO_DEVICE || id.index == 0) // the end of a list says nothing
        result.reasons.push_back(reason);
      if (status == RESNETC_NO_DEVICE || id.index == mostDevices)
        break;
    }
  return result;
}

Outcome<FoundDevice> findDevice(const DeviceId &id) {
  FoundDevice found;
  std::string reason;
  if (Search().find(id, found, reason))
    return Failure{Blame::World, id.text() + ": " + reason + "; `resnetc devices` lists those that there are"};
  return found;
}

} // namespace resnetc
