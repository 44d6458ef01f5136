// BatchSize: types of a net's values for another number of images.
#pragma once
#include "ir/dialect/Resnet.h"

namespace resnetc {

/// The same tensor of n images; a tensor's first extent counts images in every phase before the plan.
inline mlir::RankedTensorType withBatch(mlir::Type type, int64_t n) {
  auto tensor = mlir::cast<mlir::RankedTensorType>(type);
  llvm::SmallVector<int64_t> shape(tensor.getShape());
  shape[0] = n;
  return mlir::RankedTensorType::get(shape, tensor.getElementType(), tensor.getEncoding());
}

} // namespace resnetc
