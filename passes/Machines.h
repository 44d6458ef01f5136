// Machines: whose kernels a net's functions run, by its `target` and `host`.
#pragma once
#include "ir/dialect/Resnet.h"
#include "ir/machine/Machine.h"

namespace resnetc {

/// The machine of the net's one `target`, or null after an error at the net.
const Machine *machineOf(resnet::NetOp net);

/// The machine of a function or plan of the net: @prepare of a device's net runs on its `host`. Null
/// after an error at the net.
const Machine *machineOf(resnet::NetOp net, llvm::StringRef function);

/// Whether the net is one for a device; false while it has no target, or several.
bool isForDevice(resnet::NetOp net);

} // namespace resnetc
