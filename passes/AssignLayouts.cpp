// AssignLayouts: a window that reaches beyond a map reads zero pixels that lie
// around it, so no kernel tests for edges. See Passes.td.
#include "ir/dialect/Layers.h"
#include "passes/FunctionsOf.h"
#include "passes/KernelKeys.h"
#include "passes/Passes.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/TypeSwitch.h"

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
  if (auto filter = dyn_cast<resnet::Conv2dFilterGradientOp>(use.getOwner()))
    return use.get() == filter.getInput() ? resnet::paddingOf(filter.getPad()).largest() : 0;
  if (auto gradient = dyn_cast<resnet::Conv2dInputGradientOp>(use.getOwner()))
    return use.get() == gradient.getDy() ? haloOfGradient(gradient) : 0;
  return 0;
}

/// Operands that lie in memory as the op's result does.
SmallVector<Value> tiedTo(Operation *op) {
  if (auto add = dyn_cast_or_null<resnet::AddOp>(op))
    return {add.getBranch(), add.getShortcut()};
  if (auto relu = dyn_cast_or_null<resnet::ReluOp>(op))
    return {relu.getInput()};
  if (!op)
    return {};
  Value residual = llvm::TypeSwitch<Operation *, Value>(op)
                       .Case<resnet::Conv2dOp, resnet::NormalizeOp, resnet::Conv2dInputGradientOp>(
                           [](auto sum) { return sum.getResidual(); })
                       .Default([](Operation *) { return Value(); });
  return residual ? SmallVector<Value>{residual} : SmallVector<Value>();
}

/// Maps of floats have a layout; indices of pools and gradients of filters have none.
bool isMap(Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  return type.getRank() == 4 && type.getElementType().isF32() && !value.getDefiningOp<resnet::Conv2dFilterGradientOp>();
}

struct AssignLayouts : impl::AssignLayoutsBase<AssignLayouts> {
  void runOnOperation() override {
    for (resnet::FuncOp function : functionsOf(getOperation(), isInference)) {
      padImages(function);
      assign(function);
    }
    for (resnet::FuncOp function : functionsOf(getOperation(), isTraining))
      assign(function);
  }

  static void assign(resnet::FuncOp function) {
    while (assignOnce(function)) // a sum and its residual agree, along the chain of blocks
      ;
  }

  static int64_t needed(Value map) {
    int64_t halo = resnet::haloOf(map.getType());
    for (OpOperand &use : map.getUses()) {
      halo = std::max(halo, haloFor(use));
      if (llvm::is_contained(tiedTo(use.getOwner()), map))
        halo = std::max(halo, resnet::haloOf(use.getOwner()->getResult(0).getType()));
    }
    for (Value tied : tiedTo(map.getDefiningOp()))
      halo = std::max(halo, resnet::haloOf(tied.getType()));
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
