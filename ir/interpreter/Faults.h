// Faults: errors of both interpreters, which name the op and its layer.
#pragma once
#include "ir/dialect/Layers.h"
#include "llvm/Support/Error.h"
#include <string>

namespace resnetc {

/// `resnet.conv2d (conv1): what`
inline llvm::Error fault(mlir::Operation *op, const llvm::Twine &what) {
  std::string place = op->getName().getStringRef().str();
  if (const llvm::StringRef layer = resnet::layerName(op->getLoc()); !layer.empty())
    place += " (" + layer.str() + ")";
  return llvm::make_error<llvm::StringError>(place + ": " + what, llvm::inconvertibleErrorCode());
}

/// `1x8x8x3`
inline std::string shapeText(llvm::ArrayRef<int64_t> shape) {
  std::string text;
  for (const int64_t extent : shape)
    text += (text.empty() ? "" : "x") + std::to_string(extent);
  return text;
}

} // namespace resnetc
