// FuseEpilogues: what is done with a convolution's sums, a batch norm's result or the gradient
// of an input happens before they are stored. See Passes.td.
#include "passes/Passes.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace resnetc {
#define GEN_PASS_DEF_FUSEEPILOGUES
#include "passes/Passes.h.inc"

namespace {
/// The op of this kind that makes `value`, if its epilogue can still take what the one reader does.
template <typename Op> Op openBefore(Value value) {
  auto op = value.getDefiningOp<Op>();
  return op && op->hasOneUse() && op.getEpilogue() == resnet::Epilogue::None ? op : nullptr;
}

/// The shortcut is computed before the branch's last op, or that can be moved there.
template <typename Op> struct TakeResidual : OpRewritePattern<resnet::AddOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(resnet::AddOp add, PatternRewriter &rewriter) const override {
    // Either operand may be the op that takes the other one in; the branch first.
    for (auto [sum, residual] : {std::pair<Value, Value>(add.getBranch(), add.getShortcut()),
                                 std::pair<Value, Value>(add.getShortcut(), add.getBranch())}) {
      Op op = openBefore<Op>(sum);
      if (!op || op.getResidual() || residual == sum)
        continue;
      rewriter.moveOpBefore(op, add); // the residual dominates the addition, not yet the op
      rewriter.modifyOpInPlace(op, [&, residual = residual] { op.getResidualMutable().assign(residual); });
      rewriter.replaceOp(add, op);
      return success();
    }
    return rewriter.notifyMatchFailure(add, "neither operand is a sum that it alone reads");
  }
};

template <typename Op> struct TakeRelu : OpRewritePattern<resnet::ReluOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(resnet::ReluOp relu, PatternRewriter &rewriter) const override {
    Op op = openBefore<Op>(relu.getInput());
    if (!op)
      return rewriter.notifyMatchFailure(relu, "its input is not a sum that it alone reads");
    rewriter.modifyOpInPlace(op, [&] { op.setEpilogue(resnet::Epilogue::Relu); });
    rewriter.replaceOp(relu, op);
    return success();
  }
};

/// The gradients of a value with two readers. An input gradient is not moved: it reads a kernel
/// that is updated right after it.
struct TakeGradient : OpRewritePattern<resnet::AddOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(resnet::AddOp add, PatternRewriter &rewriter) const override {
    for (auto [sum, residual] : {std::pair<Value, Value>(add.getBranch(), add.getShortcut()),
                                 std::pair<Value, Value>(add.getShortcut(), add.getBranch())}) {
      auto gradient = sum.getDefiningOp<resnet::Conv2dInputGradientOp>();
      Operation *other = residual.getDefiningOp();
      if (!gradient || !gradient->hasOneUse() || gradient.getResidual() || !other ||
          !other->isBeforeInBlock(gradient))
        continue;
      rewriter.modifyOpInPlace(gradient, [&, residual = residual] { gradient.getResidualMutable().assign(residual); });
      rewriter.replaceOp(add, gradient);
      return success();
    }
    return rewriter.notifyMatchFailure(add, "neither operand is the later gradient of a convolution's input");
  }
};

struct FuseEpilogues : impl::FuseEpiloguesBase<FuseEpilogues> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<TakeResidual<resnet::Conv2dOp>, TakeResidual<resnet::NormalizeOp>, TakeRelu<resnet::Conv2dOp>,
                 TakeRelu<resnet::NormalizeOp>, TakeGradient>(&getContext());
    if (failed(applyPatternsAndFoldGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
} // namespace resnetc
