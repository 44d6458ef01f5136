#include "passes/Machines.h"

using namespace mlir;

namespace resnetc {

const Machine *machineOf(resnet::NetOp net) {
  if (!net.getTarget()) {
    net.emitOpError("has no target, which decides the kernels");
    return nullptr;
  }
  const Machine *machine = findMachineOfLevel(net.getTarget()->str());
  if (!machine)
    net.emitOpError("has a target without kernels: ") << *net.getTarget();
  return machine;
}

const Machine *machineOf(resnet::NetOp net, StringRef function) {
  const Machine *machine = machineOf(net);
  if (!machine || !machine->isDevice() || function != "prepare")
    return machine;
  const Machine *host = findMachineOfLevel(net.getHost().value_or("").str());
  if (host && !host->isDevice())
    return host;
  net.emitOpError("is for a device, so it needs a host, the CPU that prepares for it");
  return nullptr;
}

bool isForDevice(resnet::NetOp net) {
  const Machine *machine = findMachineOfLevel(net.getTarget().value_or("").str());
  return machine && machine->isDevice();
}

} // namespace resnetc
