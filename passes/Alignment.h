// Alignment: on which bytes a plan's buffers begin.
#pragma once
#include "ir/dialect/Resnet.h"

namespace resnetc {

struct Alignment {
  int64_t buffers; ///< of what the library lays out: arena and packed
  int64_t tensors; ///< of what the caller has: parameters, optimizer, gradients, metrics

  bool operator==(const Alignment &other) const { return buffers == other.buffers && tensors == other.tensors; }
};

/// A cache line, as abi.md promises kernels. Parameters lie without gaps, as in a weights file.
constexpr Alignment cpuAlignment = {64, 4};

/// What every api demands of a buffer that begins within another. Parameters are uploaded one by one.
constexpr Alignment deviceAlignment = {512, 512};

/// Of a function or plan of the net. @prepare reads the caller's parameters even for a device.
Alignment alignmentOf(resnet::NetOp net, llvm::StringRef function);

/// The next multiple.
inline int64_t alignedTo(int64_t alignment, int64_t bytes) { return (bytes + alignment - 1) / alignment * alignment; }

} // namespace resnetc
