// KeyFields: the fields that keys of many ops share.
#pragma once
#include "ir/dialect/Layers.h"

namespace resnetc {

inline mlir::RankedTensorType tensor(mlir::Value value) {
  return mlir::cast<mlir::RankedTensorType>(value.getType());
}

inline Layout layoutOf(mlir::Value value, bool channelsFirst = false) {
  Layout layout;
  layout.element = tensor(value).getElementType().isUnsignedInteger() ? "u8" : "f32";
  layout.channelsFirst = channelsFirst;
  layout.halo = resnet::haloOf(value.getType());
  return layout;
}

/// n, h, w and c of a map.
inline void setMap(KernelKey &key, mlir::RankedTensorType map) {
  key.set("n", map.getDimSize(0)).set("h", map.getDimSize(1)).set("w", map.getDimSize(2)).set("c", map.getDimSize(3));
}

} // namespace resnetc
