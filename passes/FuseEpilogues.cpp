// FuseEpilogues: what is done with a convolution's sums happens before they are
// stored: the residual is added and the ReLU applied in registers. See Passes.td.
#include "passes/Passes.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace resnetc {
#define GEN_PASS_DEF_FUSEEPILOGUES
#include "passes/Passes.h.inc"

namespace {
/// A convolution whose epilogue can still take what `reader` does.
resnet::Conv2dOp convBefore(Value value) {
  auto conv = value.getDefiningOp<resnet::Conv2dOp>();
  bool open = conv && conv.getFolded() && conv->hasOneUse() && conv.getEpilogue() == resnet::Epilogue::None;
  return open ? conv : nullptr;
}

/// The shortcut is computed before the branch's last convolution, or can be moved there.
struct TakeResidual : OpRewritePattern<resnet::AddOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(resnet::AddOp add, PatternRewriter &rewriter) const override {
    // Either operand may be the convolution that takes the other one in; the branch first.
    for (auto [sum, residual] : {std::pair<Value, Value>(add.getBranch(), add.getShortcut()),
                                 std::pair<Value, Value>(add.getShortcut(), add.getBranch())}) {
      resnet::Conv2dOp conv = convBefore(sum);
      if (!conv || conv.getResidual() || residual == sum)
        continue;
      rewriter.moveOpBefore(conv, add); // the residual dominates the addition, not yet the convolution
      rewriter.modifyOpInPlace(conv, [&, residual = residual] { conv.getResidualMutable().assign(residual); });
      rewriter.replaceOp(add, conv);
      return success();
    }
    return rewriter.notifyMatchFailure(add, "neither operand is a convolution that it alone reads");
  }
};

struct TakeRelu : OpRewritePattern<resnet::ReluOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(resnet::ReluOp relu, PatternRewriter &rewriter) const override {
    resnet::Conv2dOp conv = convBefore(relu.getInput());
    if (!conv)
      return rewriter.notifyMatchFailure(relu, "its input is not a convolution that it alone reads");
    rewriter.modifyOpInPlace(conv, [&] { conv.setEpilogue(resnet::Epilogue::Relu); });
    rewriter.replaceOp(relu, conv);
    return success();
  }
};

struct FuseEpilogues : impl::FuseEpiloguesBase<FuseEpilogues> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<TakeResidual, TakeRelu>(&getContext());
    if (failed(applyPatternsAndFoldGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
} // namespace resnetc
