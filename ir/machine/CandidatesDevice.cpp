#include "ir/machine/CandidatesDevice.h"

namespace resnetc {

int64_t devicePanel(const KernelKey &key) {
  // What is transposed has panels of input channels.
  const bool ofInputs = key.operation() == "input_gradient" || key.operation() == "pack_transposed";
  return (key.integer(ofInputs ? "c" : "k") + 3) / 4 * 4;
}

double gridSeconds(const KernelKey &key, const Machine &machine) {
  return streamingSeconds(key, machine) + machine.device->launchSeconds;
}

// A thread for a few values, a launch for all of them: one order does every shape.
Proposals proposeGrid(const KernelKey &question, const Machine &machine) {
  KernelKey key = question;
  key.set("algorithm", "grid");
  if (key.has("split"))
    key.set("split", int64_t(1));
  if (key.has("panel"))
    key.set("panel", devicePanel(key));
  const double seconds = gridSeconds(key, machine);
  return {{key, seconds, seconds > 2 * machine.device->launchSeconds ? "bound by memory" : "bound by the launch"}};
}

std::string faultOfGrid(const KernelKey &key, const Machine &) {
  if (key.text("algorithm") != "grid")
    return "unknown algorithm " + key.text("algorithm");
  if (key.has("split") && key.integer("split") != 1)
    return "a device's kernel is not cut into parts";
  if (key.has("panel") && key.integer("panel") != devicePanel(key))
    return "the panel on devices is " + std::to_string(devicePanel(key));
  return "";
}

} // namespace resnetc
