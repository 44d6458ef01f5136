#include "passes/Alignment.h"
#include "passes/Machines.h"

namespace resnetc {

Alignment alignmentOf(resnet::NetOp net, llvm::StringRef function) {
  if (!isForDevice(net))
    return cpuAlignment;
  return {deviceAlignment.buffers, function == "prepare" ? cpuAlignment.tensors : deviceAlignment.tensors};
}

} // namespace resnetc
