// KernelKeys: from layers to the keys of their kernels: the one place that knows
// which fields of an op decide its code.
#pragma once
#include "ir/dialect/Resnet.h"
#include "ir/machine/KernelArguments.h"
#include <optional>

namespace resnetc {

/// The key of a layer without the Catalog's choice, or nothing for ops that are no
/// kernel of their own (return, and what @prepare does).
std::optional<KernelKey> questionOf(mlir::Operation *op, const std::string &machine);

/// The whole key of a layer that has its choice.
std::optional<KernelKey> keyOf(mlir::Operation *op, const std::string &machine);

/// The halo that an input gradient needs around dy.
int64_t haloOfGradient(resnet::Conv2dInputGradientOp op);

/// What @prepare calls for one pack op: first the filter's kernel, then the shift's.
std::pair<KernelKey, KernelKey> keysOf(resnet::PackOp pack, const std::string &machine);

/// Whether a kernel writes this argument inside of a halo that must be zeroed before.
inline bool needsZeroHalo(const KernelArgument &argument) {
  return argument.written && argument.halo > 0 && !argument.writesHalo;
}

/// The key of the kernel that zeroes it, of devices alone.
KernelKey zeroHaloKey(const KernelArgument &map, const std::string &machine);

/// The question with the Catalog's first answer, where an op does not keep the choice.
KernelKey chosen(const KernelKey &question);

/// The kernel's arguments of @prepare, by parameter name, in the kernel's order.
llvm::SmallVector<std::string> parametersOfFilter(resnet::FoldOp fold);
llvm::SmallVector<std::string> parametersOfShift(resnet::FoldOp fold);

} // namespace resnetc
