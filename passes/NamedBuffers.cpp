#include "passes/NamedBuffers.h"
#include "ir/machine/KernelArguments.h"

using namespace mlir;

namespace resnetc {
namespace {
int64_t bytesOf(RankedTensorType type) { return type.getNumElements() * type.getElementTypeBitWidth() / 8; }

/// The parameter that an argument stands for: the moving averages have two names each.
StringRef wordOf(StringRef argument) {
  if (argument == "mean" || argument == "pivot")
    return "moving_mean";
  return argument == "variance" ? "moving_variance" : argument;
}
} // namespace

NamedBuffers::NamedBuffers(resnet::NetOp net, Alignment alignment) : alignment(alignment) {
  std::vector<int64_t> offsets = parameterOffsets(net, alignment);
  parametersBytes = offsets.back();
  for (auto [parameter, offset] : llvm::zip(net.getOps<resnet::ParameterOp>(), offsets))
    parameters[parameter.getSymName()] = resnet::BufferAttr::get(net.getContext(), resnet::Space::Parameters, offset,
                                                                 bytesOf(parameter.tensorType()));
  int64_t offset = 0;
  for (auto packed : net.getOps<resnet::PackedOp>()) {
    int64_t bytes = bytesOf(packed.tensorType());
    packedTensors[packed.getSymName()] =
        resnet::BufferAttr::get(net.getContext(), resnet::Space::Packed, offset, bytes);
    offset = alignedTo(alignment.buffers, offset + bytes);
  }
}

resnet::BufferAttr NamedBuffers::of(Operation *op, StringRef argument) const {
  if (auto parameter = op->getAttrOfType<FlatSymbolRefAttr>("parameter"))
    return ofUpdate(parameter.getValue(), argument);
  if (auto layer = op->getAttrOfType<FlatSymbolRefAttr>("packed"))
    return packed((layer.getValue() + "/" + argument).str());
  return parameter((op->getAttrOfType<FlatSymbolRefAttr>("layer").getValue() + "/" + wordOf(argument)).str());
}

resnet::BufferAttr NamedBuffers::ofUpdate(StringRef name, StringRef argument) const {
  resnet::BufferAttr updated = parameter(name);
  if (argument == "parameter")
    return updated;
  int64_t offset = optimizerOffset(updated.getOffset(), parametersBytes, argument == "second_moment", alignment);
  return resnet::BufferAttr::get(updated.getContext(), resnet::Space::Optimizer, offset, updated.getBytes());
}

std::vector<int64_t> parameterOffsets(resnet::NetOp net, Alignment alignment) {
  std::vector<int64_t> offsets;
  int64_t end = 0;
  for (auto parameter : net.getOps<resnet::ParameterOp>()) {
    offsets.push_back(alignedTo(alignment.tensors, end));
    end = offsets.back() + bytesOf(parameter.tensorType());
  }
  offsets.push_back(end);
  return offsets;
}

int64_t optimizerOffset(int64_t parameterOffset, int64_t parametersBytes, int64_t tensor, Alignment alignment) {
  return tensor * alignedTo(alignment.buffers, parametersBytes) + parameterOffset;
}

resnet::BufferAttr hyperBuffer(MLIRContext *context) {
  return resnet::BufferAttr::get(context, resnet::Space::Hyper, 0, 4 * hyperValues);
}

} // namespace resnetc
