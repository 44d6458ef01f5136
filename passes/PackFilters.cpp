// PackFilters: each layer's filter lies in memory as its kernel walks through it.
// See Passes.td.
#include "ir/dialect/Layers.h"
#include "passes/FunctionsOf.h"
#include "passes/KernelKeys.h"
#include "passes/Passes.h"
#include "passes/TrainingKeys.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringMap.h"

using namespace mlir;

namespace resnetc {
#define GEN_PASS_DEF_PACKFILTERS
#include "passes/Passes.h.inc"

namespace {
struct PackFilters : impl::PackFiltersBase<PackFilters> {
  void runOnOperation() override {
    resnet::NetOp net = getOperation();
    folds.clear(); // of the net before, for another target
    firstPanels.clear();
    if (auto prepare = net.lookupSymbol<resnet::FuncOp>("prepare"))
      for (resnet::FoldOp fold : llvm::make_early_inc_range(prepare.getOps<resnet::FoldOp>()))
        folds[fold.getLayer()] = fold;
    WalkResult result = net.walk([&](Operation *op) -> WalkResult {
      auto function = op->getParentOfType<resnet::FuncOp>();
      if (function && isTraining(function.getSymName()))
        return WalkResult(packInStep(op));
      if (auto conv = dyn_cast<resnet::Conv2dOp>(op))
        return pack(net, conv);
      if (auto parts = dyn_cast<resnet::Conv2dPartsOp>(op))
        return pack(net, parts);
      if (auto sum = dyn_cast<resnet::SumPartsOp>(op))
        return packShift(sum);
      if (auto stem = dyn_cast<resnet::StemOp>(op))
        return pack(net, stem);
      if (auto dense = dyn_cast<resnet::DenseOp>(op))
        return pack(net, dense);
      return WalkResult::advance();
    });
    if (result.wasInterrupted())
      signalPassFailure();
  }

  template <typename Layer> LogicalResult pack(resnet::NetOp net, Layer layer) {
    if (layer.getPacked())
      return success();
    if (!layer.getFolded() || !layer.getBy())
      return layer.emitOpError("needs a folded filter and a choice before it is packed");
    if (!folds.count(layer.getLayer()))
      return layer.emitOpError("reads a filter that @prepare does not fold");
    KernelKey key(layer->getName().stripDialect().str());
    key.setChoice(layer.getBy()->str());
    int64_t panel = key.integer("panel");
    std::string name = layer.getLayer().str();
    auto [first, isNew] = firstPanels.try_emplace(name, panel);
    if (first->second != panel)
      name += ".panel" + std::to_string(panel); // another batch size wants it otherwise
    if (isNew || (first->second != panel && !resnet::findPacked(net, name, "filter")))
      addPack(net, folds[layer.getLayer()], name, panel, isNew);
    layer.setPacked(name);
    layer.setFolded(false);
    return success();
  }

  /// A sum adds the shift that is packed with its parts' filter.
  static LogicalResult packShift(resnet::SumPartsOp sum) {
    if (!sum.getLayer() || sum.getPacked())
      return success();
    auto parts = sum.getParts().getDefiningOp<resnet::Conv2dPartsOp>();
    if (!parts || !parts.getPacked())
      return sum.emitOpError("adds a shift, but not to the parts of a convolution");
    sum.setPacked(*parts.getPacked());
    sum.setFolded(false);
    return success();
  }

  /// @prepare stores the packed tensors where it stored the folded ones, or beside them.
  void addPack(resnet::NetOp net, resnet::FoldOp fold, const std::string &name, int64_t panel, bool replaces) {
    auto filter = cast<RankedTensorType>(fold.getFilter().getType());
    auto [filterType, shiftType] = packedTypes(filter, panel, filter.getRank() - 2, filter.getShape().back());
    Operation *next = fold->getNextNode();
    while (!replaces && !isa<resnet::FoldOp, resnet::ReturnOp>(next))
      next = next->getNextNode(); // behind the first packed tensor's stores
    OpBuilder builder(next);
    auto pack = builder.create<resnet::PackOp>(fold.getLoc(), filterType, shiftType, fold.getFilter(), fold.getShift(),
                                               panel);
    if (replaces) {
      for (auto [from, to] : llvm::zip(fold->getResults(), pack->getResults()))
        from.replaceAllUsesExcept(to, pack);
      resnet::findPacked(net, name, "filter").setType(filterType);
      resnet::findPacked(net, name, "shift").setType(shiftType);
      return;
    }
    OpBuilder symbols(net.lookupSymbol("prepare"));
    symbols.create<resnet::PackedOp>(fold.getLoc(), name + "/filter", filterType);
    symbols.create<resnet::PackedOp>(fold.getLoc(), name + "/shift", shiftType);
    builder.create<resnet::StoreOp>(fold.getLoc(), pack.getPackedFilter(), name + "/filter");
    builder.create<resnet::StoreOp>(fold.getLoc(), pack.getPackedShift(), name + "/shift");
  }

  /// A step packs the parameters as they are now, right before they are read.
  LogicalResult packInStep(Operation *op) {
    if (auto conv = dyn_cast<resnet::Conv2dOp>(op))
      return packForward(conv);
    if (auto dense = dyn_cast<resnet::DenseOp>(op))
      return packForward(dense);
    if (auto gradient = dyn_cast<resnet::Conv2dInputGradientOp>(op))
      return packBackward(gradient, rotatedPadding(gradient).has_value());
    if (auto gradient = dyn_cast<resnet::DenseInputGradientOp>(op))
      return packBackward(gradient, false);
    return success();
  }

  template <typename Layer> LogicalResult packForward(Layer layer) {
    if (layer.getFilter())
      return success();
    if (!layer.getBy())
      return layer.emitOpError("needs a choice before its filter is packed");
    KernelKey key(layer->getName().stripDialect().str());
    key.setChoice(layer.getBy()->str());
    RankedTensorType kernel = resnet::findParameter(layer, layer.getLayer(), "kernel").tensorType();
    int64_t panel = key.integer("panel"), outputs = kernel.getShape().back();
    OpBuilder builder(layer);
    Type element = kernel.getElementType();
    auto fold = builder.create<resnet::FoldOp>(layer.getLoc(), kernel, RankedTensorType::get({outputs}, element),
                                               layer.getLayerAttr(), FlatSymbolRefAttr(), FloatAttr());
    auto [filterType, shiftType] = packedTypes(kernel, panel, kernel.getShape().size() - 2, outputs);
    auto pack = builder.create<resnet::PackOp>(layer.getLoc(), filterType, shiftType, fold.getFilter(),
                                               fold.getShift(), panel);
    layer.getFilterMutable().assign(pack.getPackedFilter());
    layer.getShiftMutable().assign(pack.getPackedShift());
    return success();
  }

  template <typename Gradient> LogicalResult packBackward(Gradient gradient, bool rotated) {
    if (gradient.getFilter())
      return success();
    if (!gradient->hasAttr("by"))
      return gradient.emitOpError("needs a choice before its filter is packed");
    RankedTensorType kernel = resnet::findParameter(gradient, gradient.getLayer(), "kernel").tensorType();
    int64_t panel = keyOf(gradient, /*machine=*/"")->integer("panel"), rank = kernel.getRank();
    auto [filterType, shiftType] = packedTypes(kernel, panel, rank - 1, kernel.getDimSize(rank - 2));
    OpBuilder builder(gradient);
    auto pack = builder.create<resnet::PackTransposedOp>(gradient.getLoc(), filterType, shiftType,
                                                         gradient.getLayer(), panel, rotated);
    gradient.getFilterMutable().assign(pack.getFilter());
    gradient.getShiftMutable().assign(pack.getShift());
    return success();
  }

  /// Of a filter and shift whose `outputs` lie in panels; `summed` is the kernel's dimension that is summed over.
  static std::pair<RankedTensorType, RankedTensorType> packedTypes(RankedTensorType kernel, int64_t panel,
                                                                   int64_t summed, int64_t outputs) {
    int64_t panels = (outputs + panel - 1) / panel, window = kernel.getRank() == 4 ? kernel.getDimSize(0) : 1;
    Type element = kernel.getElementType();
    return {RankedTensorType::get({panels, window, window, kernel.getDimSize(unsigned(summed)), panel}, element),
            RankedTensorType::get({panels * panel}, element)};
  }

  llvm::StringMap<resnet::FoldOp> folds;
  llvm::StringMap<int64_t> firstPanels;
};
} // namespace
} // namespace resnetc
