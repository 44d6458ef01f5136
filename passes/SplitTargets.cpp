// SplitTargets: a net for each target, since from here on kernels, layouts and memory
// are a matter of the machine. See Passes.td.
#include "passes/Machines.h"
#include "passes/Passes.h"
#include "mlir/IR/Builders.h"

using namespace mlir;

namespace resnetc {
#define GEN_PASS_DEF_SPLITTARGETS
#include "passes/Passes.h.inc"

namespace {
SmallVector<StringRef> targetsOf(resnet::NetOp net) {
  SmallVector<StringRef> targets;
  net.getTarget().value_or("").split(targets, ',', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  return targets;
}

/// The targets' machines, in their order; empty after an error at the net.
SmallVector<const Machine *> machinesOf(resnet::NetOp net, ArrayRef<StringRef> targets) {
  SmallVector<const Machine *> machines;
  for (StringRef target : targets) {
    machines.push_back(findMachineOfLevel(target.str()));
    if (!machines.back()) {
      net.emitOpError("has a target without kernels: ") << target;
      return {};
    }
  }
  return machines;
}

struct SplitTargets : impl::SplitTargetsBase<SplitTargets> {
  void runOnOperation() override {
    for (resnet::NetOp net : llvm::to_vector(getOperation().getOps<resnet::NetOp>()))
      if (SmallVector<StringRef> targets = targetsOf(net); !targets.empty() && !net.getHost())
        if (failed(split(net, targets)))
          return signalPassFailure();
  }

  LogicalResult split(resnet::NetOp net, ArrayRef<StringRef> targets) {
    SmallVector<const Machine *> machines = machinesOf(net, targets);
    if (machines.empty())
      return failure();
    const auto *host = llvm::find_if(machines, [](const Machine *machine) { return !machine->isDevice(); });
    if (host == machines.end())
      return net.emitOpError("has no CPU among its targets, on which to prepare for a device");
    OpBuilder builder(net);
    builder.setInsertionPointAfter(net);
    std::string name = net.getSymName().str();
    for (auto [index, target] : llvm::enumerate(targets)) {
      if (llvm::is_contained(targets.take_front(index), target))
        return net.emitOpError("has a target twice: ") << target;
      bool isFirst = index == 0;
      auto one = isFirst ? net : cast<resnet::NetOp>(builder.clone(*net));
      if (!isFirst)
        one.setSymName(name + "." + target.str());
      one.setTarget(target);
      if (machines[index]->isDevice())
        one.setHost(targets[size_t(host - machines.begin())]);
      else
        one.removeHostAttr();
    }
    return success();
  }
};
} // namespace
} // namespace resnetc
