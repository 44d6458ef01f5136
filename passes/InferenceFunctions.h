// InferenceFunctions: the functions that passes visit, in their order in the net.
#pragma once
#include "ir/dialect/Resnet.h"

namespace resnetc {

/// All @infer_N.
inline llvm::SmallVector<resnet::FuncOp> inferenceFunctions(resnet::NetOp net) {
  llvm::SmallVector<resnet::FuncOp> functions;
  for (auto function : net.getOps<resnet::FuncOp>())
    if (function.getSymName().starts_with("infer_"))
      functions.push_back(function);
  return functions;
}

} // namespace resnetc
