#include "passes/Pipelines.h"
#include "passes/Passes.h"

using namespace mlir;

namespace resnetc {
namespace {
void addFused(OpPassManager &passes) {
  passes.addPass(createSplitTargets());
  OpPassManager &net = passes.nest<resnet::NetOp>();
  net.addPass(createBuildInference());
  net.addPass(createFoldBatchNorm());
  net.addPass(createFuseNorms());
  net.addPass(createFusePoolIndices());
  net.addPass(createFuseEpilogues());
  net.addPass(createFuseStemPool());
}

void addScheduled(OpPassManager &passes) {
  OpPassManager &net = passes.nest<resnet::NetOp>();
  net.addPass(createAssignLayouts());
  net.addPass(createSplitReductions());
  net.addPass(createAssignAlgorithms());
  net.addPass(createPackFilters());
}

void addPlanned(OpPassManager &passes) {
  OpPassManager &net = passes.nest<resnet::NetOp>();
  net.addPass(createOutlineKernels());
  net.addPass(createPlanMemory());
  net.addPass(createVerifyPlanned());
  passes.addPass(createVerifyTargets());
}

void addDifferentiated(OpPassManager &passes) {
  passes.nest<resnet::NetOp>().addPass(createDifferentiate());
}

const PhaseInfo phases[] = {{0, "imported", nullptr},
                            {1, "differentiated", addDifferentiated},
                            {2, "fused", addFused},
                            {3, "scheduled", addScheduled},
                            {4, "planned", addPlanned}};
} // namespace

ArrayRef<PhaseInfo> allPhases() { return phases; }

SmallVector<PhaseInfo> phasesFor(resnet::NetOp net) {
  SmallVector<PhaseInfo> list(allPhases());
  if (!net.getTrain())
    llvm::erase_if(list, [](const PhaseInfo &phase) { return phase.addPasses == addDifferentiated; });
  return list;
}

const PhaseInfo &phaseOf(resnet::NetOp net) {
  if (!net.getOps<resnet::PlanOp>().empty())
    return phases[4];
  if (net.lookupSymbol("forward"))
    return phases[net.lookupSymbol("train_step") ? 1 : 0];
  WalkResult found = net.walk([](Operation *op) { return op->hasAttr("by") ? WalkResult::interrupt() : WalkResult::advance(); });
  return phases[found.wasInterrupted() ? 3 : 2];
}

} // namespace resnetc
