// NamedBuffers: where the tensors lie that ops name rather than read as operands:
// parameters, packed tensors, the optimizer's state.
#pragma once
#include "ir/dialect/Resnet.h"
#include "passes/Alignment.h"
#include "llvm/ADT/StringMap.h"

namespace resnetc {

class NamedBuffers {
public:
  NamedBuffers(resnet::NetOp net, Alignment alignment);

  resnet::BufferAttr parameter(llvm::StringRef name) const { return parameters.lookup(name); }
  resnet::BufferAttr packed(llvm::StringRef name) const { return packedTensors.lookup(name); }

  /// What the argument of the op's kernel is called after: `filter` of its packed layer, `gamma` of its
  /// batch norm, `velocity` of the parameter that it updates.
  resnet::BufferAttr of(mlir::Operation *op, llvm::StringRef argument) const;

private:
  resnet::BufferAttr ofUpdate(llvm::StringRef parameter, llvm::StringRef argument) const;

  llvm::StringMap<resnet::BufferAttr> parameters, packedTensors;
  Alignment alignment;
  int64_t parametersBytes = 0;
};

/// Of the caller's parameters in the net's order: the offset of each, last the end of all.
std::vector<int64_t> parameterOffsets(resnet::NetOp net, Alignment alignment);

/// Where a tensor of the optimizer's state lies (Adam has two, 0 and 1): they have the parameters' layout
/// and lie one after the other.
int64_t optimizerOffset(int64_t parameterOffset, int64_t parametersBytes, int64_t tensor, Alignment alignment);

/// The 8 floats that a step is told.
resnet::BufferAttr hyperBuffer(mlir::MLIRContext *context);

} // namespace resnetc
