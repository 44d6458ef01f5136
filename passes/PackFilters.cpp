// PackFilters: each layer's filter lies in memory as its kernel walks through it.
// See Passes.td.
#include "ir/dialect/Layers.h"
#include "passes/InferenceFunctions.h"
#include "passes/KernelKeys.h"
#include "passes/Passes.h"
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
    auto prepare = net.lookupSymbol<resnet::FuncOp>("prepare");
    if (!prepare)
      return;
    for (resnet::FoldOp fold : llvm::make_early_inc_range(prepare.getOps<resnet::FoldOp>()))
      folds[fold.getLayer()] = fold;
    WalkResult result = net.walk([&](Operation *op) -> WalkResult {
      if (auto conv = dyn_cast<resnet::Conv2dOp>(op))
        return pack(net, conv);
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

  /// @prepare stores the packed tensors where it stored the folded ones, or beside them.
  void addPack(resnet::NetOp net, resnet::FoldOp fold, const std::string &name, int64_t panel, bool replaces) {
    auto filter = cast<RankedTensorType>(fold.getFilter().getType());
    ArrayRef<int64_t> shape = filter.getShape();
    int64_t panels = (shape.back() + panel - 1) / panel, window = shape.size() == 4 ? shape[0] : 1;
    Type element = filter.getElementType();
    auto filterType = RankedTensorType::get({panels, window, window, shape[shape.size() - 2], panel}, element);
    auto shiftType = RankedTensorType::get({panels * panel}, element);
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

  llvm::StringMap<resnet::FoldOp> folds;
  llvm::StringMap<int64_t> firstPanels;
};
} // namespace
} // namespace resnetc
