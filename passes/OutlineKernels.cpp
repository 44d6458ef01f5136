// OutlineKernels: layers of one shape share one kernel; here each gets its symbol.
// See Passes.td.
#include "passes/KernelKeys.h"
#include "passes/Passes.h"
#include "passes/TrainingKeys.h"
#include "mlir/IR/Builders.h"

using namespace mlir;

namespace resnetc {
#define GEN_PASS_DEF_OUTLINEKERNELS
#include "passes/Passes.h.inc"

namespace {
struct OutlineKernels : impl::OutlineKernelsBase<OutlineKernels> {
  void runOnOperation() override {
    resnet::NetOp net = getOperation();
    const Machine *target = machineOf(net);
    if (!target)
      return signalPassFailure();
    std::string machine = target->name;
    if (net.getOps<resnet::FuncOp>().empty())
      return;
    OpBuilder builder(*net.getOps<resnet::FuncOp>().begin());
    WalkResult result = net.walk([&](Operation *op) -> WalkResult {
      if (auto pack = dyn_cast<resnet::PackOp>(op))
        return declareBoth(net, keysOf(pack, machine), /*needsShift=*/true, op, builder);
      if (auto pack = dyn_cast<resnet::PackTransposedOp>(op))
        return declareBoth(net, keysOf(pack, machine), readsShift(pack, machine), op, builder);
      if (!questionOf(op, machine))
        return WalkResult::advance();
      if (!op->hasAttr("by"))
        return op->emitOpError("has no choice of a kernel");
      return declare(net, *keyOf(op, machine), op, builder);
    });
    if (result.wasInterrupted())
      signalPassFailure();
  }

  WalkResult declareBoth(resnet::NetOp net, const std::pair<KernelKey, KernelKey> &keys, bool needsShift,
                         Operation *pack, OpBuilder &builder) {
    if (failed(declare(net, keys.first, pack, builder)))
      return WalkResult::interrupt();
    return needsShift ? WalkResult(declare(net, keys.second, pack, builder)) : WalkResult::advance();
  }

  LogicalResult declare(resnet::NetOp net, const KernelKey &key, Operation *from, OpBuilder &builder) {
    std::string symbol = key.symbol(), text = key.print();
    if (auto known = net.lookupSymbol<resnet::KernelSymbolOp>(symbol))
      return known.getKey() == text ? success()
                                    : from->emitOpError("needs a kernel whose symbol another key already has: ") << text;
    builder.create<resnet::KernelSymbolOp>(from->getLoc(), symbol, text);
    return success();
  }
};
} // namespace
} // namespace resnetc
