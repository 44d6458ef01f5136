// OutlineKernels: layers of one shape share one kernel; here each gets its symbol.
// See Passes.td.
#include "passes/KernelKeys.h"
#include "passes/Machines.h"
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
    if (!machineOf(net))
      return signalPassFailure();
    if (net.getOps<resnet::FuncOp>().empty())
      return;
    OpBuilder builder(*net.getOps<resnet::FuncOp>().begin());
    for (auto function : net.getOps<resnet::FuncOp>()) {
      const Machine *machine = machineOf(net, function.getSymName());
      if (!machine || failed(outline(net, function, *machine, builder)))
        return signalPassFailure();
    }
  }

  LogicalResult outline(resnet::NetOp net, resnet::FuncOp function, const Machine &machine, OpBuilder &builder) {
    for (Operation &op : function.getBody().front()) {
      if (questionOf(&op, machine.name) && !op.hasAttr("by"))
        return op.emitOpError("has no choice of a kernel");
      for (const KernelKey &key : kernelsOf(&op, machine))
        if (failed(declare(net, key, &op, builder)))
          return failure();
    }
    return success();
  }

  /// In the order in which the plan calls them.
  static SmallVector<KernelKey> kernelsOf(Operation *op, const Machine &machine) {
    if (auto pack = dyn_cast<resnet::PackOp>(op)) {
      auto [filter, shift] = keysOf(pack, machine.name);
      return {filter, shift};
    }
    if (auto pack = dyn_cast<resnet::PackTransposedOp>(op)) {
      auto [filter, shift] = keysOf(pack, machine.name);
      return readsShift(pack, machine.name) ? SmallVector<KernelKey>{filter, shift} : SmallVector<KernelKey>{filter};
    }
    SmallVector<KernelKey> keys;
    if (auto key = keyOf(op, machine.name)) {
      for (const KernelArgument &argument : argumentsOf(*key))
        if (machine.isDevice() && needsZeroHalo(argument))
          keys.push_back(zeroHaloKey(argument, machine.name));
      keys.push_back(*key);
    }
    return keys;
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
