// KernelKeys: from layers to the keys of their kernels: the one place that knows
// which fields of an op decide its code.
#pragma once
#include "ir/dialect/Resnet.h"
#include "ir/machine/KernelKey.h"
#include "ir/machine/Machine.h"
#include <optional>

namespace resnetc {

/// The machine of the net's `target`, or null after an error at the net.
const Machine *machineOf(resnet::NetOp net);

/// The key of a layer without the Catalog's choice, or nothing for ops that are no
/// kernel of their own (return, and what @prepare does).
std::optional<KernelKey> questionOf(mlir::Operation *op, const std::string &machine);

/// The whole key of a layer that has its choice.
std::optional<KernelKey> keyOf(mlir::Operation *op, const std::string &machine);

/// The halo that an input gradient needs around dy.
int64_t haloOfGradient(resnet::Conv2dInputGradientOp op);

/// What @prepare calls for one pack op: first the filter's kernel, then the shift's.
std::pair<KernelKey, KernelKey> keysOf(resnet::PackOp pack, const std::string &machine);

/// The kernel's arguments of @prepare, by parameter name, in the kernel's order.
llvm::SmallVector<std::string> parametersOfFilter(resnet::FoldOp fold);
llvm::SmallVector<std::string> parametersOfShift(resnet::FoldOp fold);

} // namespace resnetc
