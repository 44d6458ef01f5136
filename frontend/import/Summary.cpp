#include "frontend/import/Summary.h"
#include "ir/dialect/Layers.h"

using namespace mlir;

namespace resnetc {
namespace {
/// A projection's result is what an addition takes as its shortcut, with at most a
/// batch norm between.
bool isProjection(resnet::Conv2dOp conv) {
  Value value = conv.getResult();
  for (Operation *user : value.getUsers())
    if (auto norm = dyn_cast<resnet::BatchNormOp>(user))
      value = norm.getResult();
  return llvm::any_of(value.getUses(), [](OpOperand &use) {
    auto add = dyn_cast<resnet::AddOp>(use.getOwner());
    return add && use.get() == add.getShortcut();
  });
}
} // namespace

Summary summarise(resnet::NetOp net) {
  Summary summary;
  for (auto parameter : net.getOps<resnet::ParameterOp>()) {
    int64_t elements = parameter.tensorType().getNumElements();
    summary.totalParameters += elements;
    (parameter.isTrainable() ? summary.trainableParameters : summary.nonTrainableParameters) += elements;
  }
  auto forward = net.lookupSymbol<resnet::FuncOp>("forward");
  forward.walk([&](Operation *op) {
    if (auto conv = dyn_cast<resnet::Conv2dOp>(op)) {
      auto input = cast<RankedTensorType>(conv.getInput().getType());
      int64_t window = resnet::windowOf(conv);
      summary.multiplyAdds += cast<RankedTensorType>(conv.getResult().getType()).getNumElements() * window * window *
                              input.getDimSize(3);
      summary.layers += !isProjection(conv);
    } else if (auto dense = dyn_cast<resnet::DenseOp>(op)) {
      summary.multiplyAdds += cast<RankedTensorType>(dense.getInput().getType()).getNumElements() *
                              cast<RankedTensorType>(dense.getResult().getType()).getDimSize(1);
      ++summary.layers;
    }
  });
  return summary;
}

} // namespace resnetc
