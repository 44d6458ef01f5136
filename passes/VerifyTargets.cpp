// VerifyTargets: a library has one device_prepare, so what it packs must suit every
// device. See Passes.td.
#include "passes/Machines.h"
#include "passes/Passes.h"
#include "mlir/IR/OperationSupport.h"

using namespace mlir;

namespace resnetc {
#define GEN_PASS_DEF_VERIFYTARGETS
#include "passes/Passes.h.inc"

namespace {
/// The first op of @prepare that is another in the other plan, or null.
Operation *firstDifference(resnet::PlanOp plan, resnet::PlanOp other) {
  for (auto [mine, theirs] : llvm::zip(*plan.getBody(), *other.getBody()))
    if (!OperationEquivalence::isEquivalentTo(&mine, &theirs, OperationEquivalence::IgnoreLocations))
      return &mine;
  size_t size = plan.getBody()->getOperations().size(), otherSize = other.getBody()->getOperations().size();
  return size == otherSize ? nullptr : plan.getOperation();
}

struct VerifyTargets : impl::VerifyTargetsBase<VerifyTargets> {
  void runOnOperation() override {
    markAllAnalysesPreserved();
    resnet::NetOp first;
    for (auto net : getOperation().getOps<resnet::NetOp>()) {
      if (!isForDevice(net))
        continue;
      if (first && failed(verifySamePacking(net, first)))
        return signalPassFailure();
      first = first ? first : net;
    }
  }

  static LogicalResult verifySamePacking(resnet::NetOp net, resnet::NetOp first) {
    auto plan = net.lookupSymbol<resnet::PlanOp>("prepare"), other = first.lookupSymbol<resnet::PlanOp>("prepare");
    Operation *difference = firstDifference(plan, other);
    return difference ? difference->emitOpError("is not what @") << first.getSymName() << " does in @prepare; one call "
                                                                    "of the library prepares for all devices"
                      : success();
  }
};
} // namespace
} // namespace resnetc
