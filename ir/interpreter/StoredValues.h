// StoredValues: reading parameters and packed tensors by what the net declares.
#pragma once
#include "ir/dialect/Layers.h"
#include "ir/interpreter/Elementwise.h"
#include "ir/interpreter/Faults.h"
#include <map>

namespace resnetc {

/// The value of `layer/word`. An error names the op that reads it: it is not declared
/// (`declaration` is null), has no value or one of another shape.
template <typename Declaration>
llvm::Expected<Tensor> findValue(mlir::Operation *op, const std::map<std::string, Tensor> &values,
                                 Declaration declaration, llvm::StringRef layer, llvm::StringRef word) {
  const std::string name = (layer + "/" + word).str();
  if (!declaration)
    return fault(op, "reads " + name + ", which the net does not declare");
  const auto found = values.find(name);
  if (found == values.end())
    return fault(op, "reads " + name + ", which has no value");
  const llvm::ArrayRef<int64_t> shape = declaration.tensorType().getShape();
  if (shape != llvm::ArrayRef(found->second.shape))
    return fault(op, "reads " + name + " of " + shapeText(shape) + ", but its value is " +
                         shapeText(found->second.shape));
  return found->second;
}

/// The four tensors of a batch norm.
inline llvm::Expected<Norm> findNorm(mlir::Operation *op, const std::map<std::string, Tensor> &parameters,
                                     llvm::StringRef layer, double epsilon) {
  Norm norm;
  norm.epsilon = epsilon;
  const std::pair<const char *, Tensor *> tensors[] = {
      {"gamma", &norm.gamma}, {"beta", &norm.beta}, {"moving_mean", &norm.mean}, {"moving_variance", &norm.variance}};
  for (auto [word, tensor] : tensors) {
    auto value = findValue(op, parameters, resnet::findParameter(op, layer, word), layer, word);
    if (!value)
      return value.takeError();
    *tensor = std::move(*value);
  }
  return norm;
}

} // namespace resnetc
