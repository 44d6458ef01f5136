// TargetList: what a user writes behind --target, as nets have it. See resolveTargets in Target.h.
#include "backends/Target.h"
#include "ir/machine/Machine.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace resnetc {
namespace {
std::string targetNames() {
  std::string names = "host";
  for (const auto &target : allTargets())
    names += ", " + target->name().str();
  for (const DeviceTarget &device : allDeviceTargets())
    names += ", " + device.name;
  return names;
}

Expected<const Target *> findCpu(StringRef name) {
  if (name != "host") {
    if (const Target *target = findTarget(name))
      return target;
    return createStringError("no target '" + name + "'; there are: " + targetNames());
  }
  const std::string machine = hostMachineName();
  for (const auto &target : allTargets())
    if (target->runsHere() && target->machine() == machine)
      return target.get();
  return createStringError("this processor is none that kernels exist for; name one of: " + targetNames());
}

struct Targets {
  std::vector<const Target *> cpus;
  std::vector<const DeviceTarget *> devices;
};

Error add(StringRef name, Targets &targets) {
  if (const DeviceTarget *device = findDeviceTarget(name)) {
    targets.devices.push_back(device);
    return Error::success();
  }
  auto cpu = findCpu(name);
  if (!cpu)
    return cpu.takeError();
  targets.cpus.push_back(*cpu);
  return Error::success();
}

/// One library is of one format, and drivers of devices are sought on x86-64 alone.
Error checkTogether(const Targets &targets) {
  const Target &first = *targets.cpus.front();
  for (const Target *cpu : targets.cpus)
    if (cpu->triple() != first.triple())
      return createStringError(first.name() + " and " + cpu->name() +
                               " do not go into one library; compile for each into a folder of its own");
  if (!targets.devices.empty() && first.triple() != findTarget("x86-64-v2")->triple())
    return createStringError(targets.devices.front()->name + " needs an x86-64 processor beside it, not " +
                             first.name());
  return Error::success();
}
} // namespace

Expected<std::string> resolveTargets(StringRef list) {
  Targets targets;
  SmallVector<StringRef> names;
  list.split(names, ',');
  for (StringRef name : names)
    if (Error error = add(name.trim(), targets))
      return error;
  if (targets.cpus.empty())
    if (Error error = add("host", targets))
      return error;
  if (Error error = checkTogether(targets))
    return error;
  std::vector<StringRef> sorted; // as the tables have them
  for (const auto &target : allTargets())
    if (is_contained(targets.cpus, target.get()))
      sorted.push_back(target->name());
  for (const DeviceTarget &device : allDeviceTargets())
    if (is_contained(targets.devices, &device))
      sorted.push_back(device.name);
  return join(sorted, ",");
}

} // namespace resnetc
