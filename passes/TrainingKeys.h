// TrainingKeys: the ops of training among those that KernelKeys.h speaks of.
#pragma once
#include "ir/dialect/Resnet.h"
#include "ir/machine/KernelKey.h"
#include <optional>

namespace resnetc {

/// The key of a training op without the Catalog's choice and machine; nothing for others.
std::optional<KernelKey> trainingQuestionOf(mlir::Operation *op);

/// Filter extent r of the layer.
int64_t kernelWindow(resnet::Conv2dInputGradientOp op);

/// The padding of the convolution over dy that this is, with the filter rotated; nothing where it is none.
std::optional<Padding> rotatedPadding(resnet::Conv2dInputGradientOp op);

/// What a step calls for one op: first the filter's kernel, then the shift's.
std::pair<KernelKey, KernelKey> keysOf(resnet::PackTransposedOp pack, const std::string &machine);

/// Whether the kernel that reads the packed filter reads a shift as well.
bool readsShift(resnet::PackTransposedOp pack, const std::string &machine);

} // namespace resnetc
