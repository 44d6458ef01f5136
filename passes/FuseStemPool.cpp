// FuseStemPool: the first map is the largest of the net; pooled while its rows are
// in the cache, it is never written. See Passes.td.
#include "ir/dialect/Layers.h"
#include "passes/Machines.h"
#include "passes/Passes.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace resnetc {
#define GEN_PASS_DEF_FUSESTEMPOOL
#include "passes/Passes.h.inc"

namespace {
struct TakePool : OpRewritePattern<resnet::MaxPoolOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(resnet::MaxPoolOp pool, PatternRewriter &rewriter) const override {
    auto conv = pool.getInput().getDefiningOp<resnet::Conv2dOp>();
    if (!conv || !conv.getFolded() || !conv->hasOneUse())
      return rewriter.notifyMatchFailure(pool, "its input is not a convolution that it alone reads");
    if (conv.getResidual())
      return rewriter.notifyMatchFailure(conv, "adds a residual");
    if (cast<RankedTensorType>(conv.getInput().getType()).getDimSize(3) > 4)
      return rewriter.notifyMatchFailure(conv, "reads more channels than a picture has");
    rewriter.setInsertionPoint(pool);
    auto stem = rewriter.create<resnet::StemOp>(
        conv.getLoc(), pool.getType(), conv.getInput(), conv.getLayerAttr(), conv.getFoldedAttr(),
        conv.getPackedAttr(), conv.getStrideAttr(), conv.getPadAttr(), conv.getEpilogueAttr(), pool.getWindowAttr(),
        pool.getStrideAttr(), pool.getPadAttr(), StringAttr(), StringAttr());
    rewriter.replaceOp(pool, stem);
    rewriter.eraseOp(conv);
    return success();
  }
};

struct FuseStemPool : impl::FuseStemPoolBase<FuseStemPool> {
  void runOnOperation() override {
    if (isForDevice(getOperation()))
      return;
    RewritePatternSet patterns(&getContext());
    patterns.add<TakePool>(&getContext());
    if (failed(applyPatternsAndFoldGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
} // namespace resnetc
