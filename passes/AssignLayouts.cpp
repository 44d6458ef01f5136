// AssignLayouts: a window that reaches beyond a map reads zero pixels that lie
// around it, so no kernel tests for edges. See Passes.td.
#include "ir/dialect/Layers.h"
#include "passes/InferenceFunctions.h"
#include "passes/Passes.h"
#include "mlir/IR/Builders.h"

using namespace mlir;

namespace resnetc {
#define GEN_PASS_DEF_ASSIGNLAYOUTS
#include "passes/Passes.h.inc"

namespace {
/// The halo that `use` needs around the value it reads.
int64_t haloFor(OpOperand &use) {
  if (auto conv = dyn_cast<resnet::Conv2dOp>(use.getOwner()))
    return use.get() == conv.getInput() ? resnet::paddingOf(conv.getPad()).largest() : 0;
  if (auto stem = dyn_cast<resnet::StemOp>(use.getOwner()))
    return resnet::paddingOf(stem.getPad()).largest();
  return 0;
}

bool isMap(Value value) { return cast<RankedTensorType>(value.getType()).getRank() == 4; }

struct AssignLayouts : impl::AssignLayoutsBase<AssignLayouts> {
  void runOnOperation() override {
    for (resnet::FuncOp function : inferenceFunctions(getOperation())) {
      padImages(function);
      while (assignOnce(function)) // a sum and its residual agree, along the chain of blocks
        ;
    }
  }

  static int64_t needed(Value map) {
    int64_t halo = resnet::haloOf(map.getType());
    for (OpOperand &use : map.getUses()) {
      halo = std::max(halo, haloFor(use));
      if (auto conv = dyn_cast<resnet::Conv2dOp>(use.getOwner()); conv && use.get() == conv.getResidual())
        halo = std::max(halo, resnet::haloOf(conv.getResult().getType()));
    }
    if (auto conv = map.getDefiningOp<resnet::Conv2dOp>(); conv && conv.getResidual())
      halo = std::max(halo, resnet::haloOf(conv.getResidual().getType()));
    return halo;
  }

  static bool assignOnce(resnet::FuncOp function) {
    bool changed = false;
    function.walk([&](Operation *op) {
      for (Value result : op->getResults()) {
        if (!isMap(result) || needed(result) == resnet::haloOf(result.getType()))
          continue;
        result.setType(resnet::withHalo(cast<RankedTensorType>(result.getType()), needed(result)));
        changed = true;
      }
    });
    return changed;
  }

  /// The caller's images have no halo; where the first layer needs one they are copied.
  static void padImages(resnet::FuncOp function) {
    Value images = function.getArgument(0);
    if (needed(images) == 0)
      return;
    OpBuilder builder = OpBuilder::atBlockBegin(&function.getBody().front());
    auto type = resnet::withHalo(cast<RankedTensorType>(images.getType()), needed(images));
    auto padded = builder.create<resnet::LayoutOp>(resnet::renamed(function.getLoc(), "images_padded"), type, images,
                                                   /*nchw=*/false, StringAttr(), StringAttr());
    images.replaceAllUsesExcept(padded, padded);
  }
};
} // namespace
} // namespace resnetc
