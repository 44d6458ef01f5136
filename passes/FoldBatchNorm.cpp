// FoldBatchNorm: gamma / sqrt(variance + epsilon) goes into the filter, the rest
// into a shift by channel; @prepare does it once. See Passes.td.
#include "ir/dialect/Layers.h"
#include "passes/FunctionsOf.h"
#include "passes/Passes.h"
#include "mlir/IR/Builders.h"

using namespace mlir;

namespace resnetc {
#define GEN_PASS_DEF_FOLDBATCHNORM
#include "passes/Passes.h.inc"

namespace {
struct FoldBatchNorm : impl::FoldBatchNormBase<FoldBatchNorm> {
  void runOnOperation() override {
    resnet::NetOp net = getOperation();
    SmallVector<resnet::FuncOp> functions = functionsOf(net, isInference);
    if (functions.empty())
      return;
    OpBuilder builder(*net.getOps<resnet::FuncOp>().begin());
    auto prepare = builder.create<resnet::FuncOp>(resnet::renamed(net.getLoc(), "prepare"), "prepare",
                                                  builder.getFunctionType({}, {}));
    OpBuilder body = OpBuilder::atBlockEnd(&prepare.getBody().front());
    OpBuilder symbols(prepare);
    for (resnet::FuncOp function : functions)
      if (failed(foldFunction(net, function, symbols, body)))
        return signalPassFailure();
    body.create<resnet::ReturnOp>(prepare.getLoc(), ValueRange());
  }

  LogicalResult foldFunction(resnet::NetOp net, resnet::FuncOp function, OpBuilder &symbols, OpBuilder &prepare) {
    for (Operation &op : llvm::make_early_inc_range(function.getBody().front())) {
      if (auto conv = dyn_cast<resnet::Conv2dOp>(op)) {
        fold(net, conv, normAfter(conv), symbols, prepare);
      } else if (auto dense = dyn_cast<resnet::DenseOp>(op)) {
        fold(net, dense, nullptr, symbols, prepare);
      } else if (auto norm = dyn_cast<resnet::BatchNormOp>(op)) {
        if (!norm->use_empty())
          return norm.emitOpError("cannot be folded: its input is not a convolution that it alone reads");
        norm.erase();
      }
    }
    return success();
  }

  static resnet::BatchNormOp normAfter(resnet::Conv2dOp conv) {
    return conv->hasOneUse() ? dyn_cast<resnet::BatchNormOp>(*conv->user_begin()) : nullptr;
  }

  template <typename Layer>
  void fold(resnet::NetOp net, Layer layer, resnet::BatchNormOp norm, OpBuilder &symbols, OpBuilder &prepare) {
    if (!resnet::findPacked(net, layer.getLayer(), "filter"))
      declare(net, layer, norm, symbols, prepare);
    layer.setFolded(true);
    if (norm)
      norm.replaceAllUsesWith(layer.getResult()); // erased when the walk comes to it
  }

  template <typename Layer>
  void declare(resnet::NetOp net, Layer layer, resnet::BatchNormOp norm, OpBuilder &symbols, OpBuilder &prepare) {
    StringRef name = layer.getLayer();
    RankedTensorType filterType = resnet::findParameter(net, name, "kernel").tensorType();
    auto shiftType = RankedTensorType::get({filterType.getShape().back()}, filterType.getElementType());
    std::string filter = (name + "/filter").str(), shift = (name + "/shift").str();
    Location location = layer.getLoc();
    symbols.create<resnet::PackedOp>(location, filter, filterType);
    symbols.create<resnet::PackedOp>(location, shift, shiftType);
    auto folded = prepare.create<resnet::FoldOp>(location, filterType, shiftType, layer.getLayerAttr(),
                                                 norm ? norm.getLayerAttr() : FlatSymbolRefAttr(),
                                                 norm ? norm.getEpsilonAttr() : FloatAttr());
    prepare.create<resnet::StoreOp>(location, folded.getFilter(), filter);
    prepare.create<resnet::StoreOp>(location, folded.getShift(), shift);
  }
};
} // namespace
} // namespace resnetc
