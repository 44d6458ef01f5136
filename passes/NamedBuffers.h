// NamedBuffers: where the tensors lie that ops name rather than read as operands:
// parameters, packed tensors, the optimizer's state.
#pragma once
#include "ir/dialect/Resnet.h"
#include "llvm/ADT/StringMap.h"

namespace resnetc {

class NamedBuffers {
public:
  /// Parameters lie without gaps, as in a weights file; packed tensors on cache lines.
  explicit NamedBuffers(resnet::NetOp net);

  resnet::BufferAttr parameter(llvm::StringRef name) const { return parameters.lookup(name); }
  resnet::BufferAttr packed(llvm::StringRef name) const { return packedTensors.lookup(name); }

  /// What the argument of the op's kernel is called after: `filter` of its packed layer, `gamma` of its
  /// batch norm, `velocity` of the parameter that it updates.
  resnet::BufferAttr of(mlir::Operation *op, llvm::StringRef argument) const;

private:
  resnet::BufferAttr ofUpdate(llvm::StringRef parameter, llvm::StringRef argument) const;

  llvm::StringMap<resnet::BufferAttr> parameters, packedTensors;
  int64_t parametersBytes = 0;
};

/// `tensors` of the optimizer's state lie one after the other, each with the parameters' layout and size.
int64_t optimizerOffset(int64_t parameterOffset, int64_t parametersBytes, int64_t tensor);

/// The 8 floats that a step is told.
resnet::BufferAttr hyperBuffer(mlir::MLIRContext *context);

} // namespace resnetc
