// FunctionsOf: the functions that passes visit, in their order in the net.
#pragma once
#include "ir/dialect/Resnet.h"

namespace resnetc {

inline bool isInference(llvm::StringRef name) { return name.starts_with("infer_"); }

/// What Differentiate makes.
inline bool isTraining(llvm::StringRef name) {
  return name == "train_step" || name == "gradients" || name == "evaluate";
}

/// Those whose name is of a kind.
inline llvm::SmallVector<resnet::FuncOp> functionsOf(resnet::NetOp net, bool (*isKind)(llvm::StringRef)) {
  llvm::SmallVector<resnet::FuncOp> functions;
  for (auto function : net.getOps<resnet::FuncOp>())
    if (isKind(function.getSymName()))
      functions.push_back(function);
  return functions;
}

} // namespace resnetc
