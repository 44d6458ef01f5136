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
  DeviceVariant variants[3] = {};
  DeviceNet net = {};

  NoNet() {
    const DeviceApi *const apis[] = {&support_opencl, &support_vulkan, &support_cuda};
    for (int i = 0; i < 3; ++i)
      variants[i].api = apis[i];
    net.variants = variants;
    net.variantCount = 3;
  }
};

/// Memory for one device at a time.
class Search {
public:
  Search() {
    if (!memory.data())
      throw std::bad_alloc();
  }

  Outcome<FoundDevice> find(const DeviceId &id) {
    auto *device = static_cast<Device *>(memory.data());
    char name[256] = "";
    if (support_device_find(&noNet.net, device, id.api.c_str(), id.index, name, int(sizeof name)))
      return Failure{Blame::World, printableText(support_device_text(&noNet.net, device))};
    return FoundDevice{id, printableText(name), support_device_memory(device)};
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
      Outcome<FoundDevice> found = search.find(id);
      if (found)
        result.devices.push_back(*found);
      else if (id.index == 0)
        result.reasons.push_back(found.failure().message);
      if (!found)
        break;
    }
  return result;
}

Outcome<FoundDevice> findDevice(const DeviceId &id) { return Search().find(id); }

} // namespace resnetc
