// FusePoolIndices: a max pool remembers in a byte which value won, so that the way back
// neither keeps nor reads the large map. See Passes.td.
#include "ir/dialect/Resnet.h"
#include "passes/Passes.h"
#include "mlir/IR/Builders.h"

using namespace mlir;

namespace resnetc {
#define GEN_PASS_DEF_FUSEPOOLINDICES
#include "passes/Passes.h.inc"

namespace {
struct FusePoolIndices : impl::FusePoolIndicesBase<FusePoolIndices> {
  void runOnOperation() override {
    WalkResult result = getOperation().walk([&](resnet::MaxPoolGradientOp gradient) {
      auto pool = gradient.getOutput().getDefiningOp<resnet::MaxPoolOp>();
      if (!pool) {
        gradient.emitOpError("must read the result of the max_pool that it goes back through");
        return WalkResult::interrupt();
      }
      fuse(pool, gradient);
      return WalkResult::advance();
    });
    if (result.wasInterrupted())
      signalPassFailure();
  }

  static void fuse(resnet::MaxPoolOp pool, resnet::MaxPoolGradientOp gradient) {
    OpBuilder builder(pool);
    auto map = cast<RankedTensorType>(pool.getResult().getType());
    auto bytes = RankedTensorType::get(map.getShape(), builder.getIntegerType(8, /*isSigned=*/false));
    auto both = builder.create<resnet::MaxPoolIndicesOp>(pool.getLoc(), map, bytes, pool.getInput(),
                                                         pool.getWindowAttr(), pool.getStrideAttr(), pool.getPadAttr(),
                                                         StringAttr(), StringAttr());
    pool.getResult().replaceAllUsesWith(both.getResult());
    builder.setInsertionPoint(gradient);
    Value dx = builder.create<resnet::MaxPoolIndicesGradientOp>(
        gradient.getLoc(), gradient.getDx().getType(), gradient.getDy(), both.getIndices(), pool.getWindowAttr(),
        pool.getStrideAttr(), pool.getPadAttr(), StringAttr(), StringAttr());
    gradient.getDx().replaceAllUsesWith(dx);
    gradient.erase();
    pool.erase();
  }
};
} // namespace
} // namespace resnetc
