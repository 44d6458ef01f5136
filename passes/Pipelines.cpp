#include "passes/Pipelines.h"
#include "passes/Passes.h"

using namespace mlir;

namespace resnetc {
namespace {
void addFused(OpPassManager &passes) {
  OpPassManager &net = passes.nest<resnet::NetOp>();
  net.addPass(createBuildInference());
  net.addPass(createFoldBatchNorm());
  net.addPass(createFuseEpilogues());
  net.addPass(createFuseStemPool());
}

void addScheduled(OpPassManager &passes) {
  OpPassManager &net = passes.nest<resnet::NetOp>();
  net.addPass(createAssignLayouts());
  net.addPass(createAssignAlgorithms());
  net.addPass(createPackFilters());
}

void addPlanned(OpPassManager &passes) {
  OpPassManager &net = passes.nest<resnet::NetOp>();
  net.addPass(createOutlineKernels());
  net.addPass(createPlanMemory());
  net.addPass(createVerifyPlanned());
}

const PhaseInfo phases[] = {
    {0, "imported", nullptr}, {2, "fused", addFused}, {3, "scheduled", addScheduled}, {4, "planned", addPlanned}};
} // namespace

ArrayRef<PhaseInfo> allPhases() { return phases; }

const PhaseInfo &phaseOf(resnet::NetOp net) {
  if (!net.getOps<resnet::PlanOp>().empty())
    return phases[3];
  if (net.lookupSymbol("forward"))
    return phases[0];
  WalkResult found = net.walk([](Operation *op) { return op->hasAttr("by") ? WalkResult::interrupt() : WalkResult::advance(); });
  return phases[found.wasInterrupted() ? 2 : 1];
}

} // namespace resnetc
