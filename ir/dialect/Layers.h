// Layers: what passes, interpreter and emitter ask about ops: the layer an op
// belongs to, its tensors, and shapes. The conventions of ir/README.md in one place.
#pragma once
#include "ir/dialect/Resnet.h"
#include "ir/machine/KernelKey.h"

namespace resnetc::resnet {

/// The layer's name in a location, or an empty string.
llvm::StringRef layerName(mlir::Location location);
/// The line of the spec that a location points to, or 0.
unsigned specLine(mlir::Location location);
/// `location` under another name: `conv1` becomes `conv1_relu`.
mlir::Location renamed(mlir::Location location, const llvm::Twine &name);

/// The parameter or packed tensor `layer/word` of the net around `from`, or null.
ParameterOp findParameter(mlir::Operation *from, llvm::StringRef layer, llvm::StringRef word);
PackedOp findPacked(mlir::Operation *from, llvm::StringRef layer, llvm::StringRef word);

/// Zero pixels around a map of this type; 0 without an encoding.
int64_t haloOf(mlir::Type type);
/// The same shape and element with another halo.
mlir::RankedTensorType withHalo(mlir::RankedTensorType type, int64_t halo);

/// The padding attribute (top, left, bottom, right) as a value and back.
Padding paddingOf(llvm::ArrayRef<int64_t> pad);
llvm::SmallVector<int64_t, 4> padOf(const Padding &padding);

/// Rows or columns of the result of a window that moves over `extent` pixels.
int64_t windowed(int64_t extent, int64_t before, int64_t after, int64_t window, int64_t stride);

/// Filter extent r of a layer with a filter: the parameter's, folded or packed.
int64_t windowOf(Conv2dOp conv);
int64_t windowOf(StemOp stem);
int64_t windowOf(Conv2dPartsOp conv);

/// What parts add up to: the type without its first extent.
mlir::RankedTensorType sumOf(mlir::RankedTensorType parts);

} // namespace resnetc::resnet
