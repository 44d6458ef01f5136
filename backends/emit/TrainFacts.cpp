#include "backends/emit/TrainFacts.h"
#include "backends/emit/EmitError.h"
#include "backends/emit/NetFacts.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;
using resnetc::resnet::Space;

namespace resnetc {
namespace {
constexpr StringRef stepName = "train_step", gradientsName = "gradients", evaluateName = "evaluate";

int64_t aligned(int64_t bytes) { return int64_t(alignTo(uint64_t(bytes), 64)); }

bool isCallers(Space space) {
  return space == Space::Parameters || space == Space::Optimizer || space == Space::Gradients;
}

/// What lets a call return with nothing changed where the loss is not finite.
Error checkOrder(resnet::PlanOp plan) {
  bool lossIsKnown = false;
  for (auto run : plan.getOps<resnet::RunOp>()) {
    for (resnet::BufferAttr write : run.writtenBuffers())
      if (isCallers(write.getSpace()) && !lossIsKnown)
        return internalError("plan @" + plan.getSymName() + " writes " + resnet::stringifySpace(write.getSpace()) +
                             " before the loss is known");
    if (!writesLoss(run))
      continue;
    if (lossIsKnown)
      return internalError("plan @" + plan.getSymName() + " writes the loss twice");
    lossIsKnown = true;
  }
  return lossIsKnown ? Error::success() : internalError("plan @" + plan.getSymName() + " writes no loss");
}
} // namespace

std::vector<std::pair<StringRef, resnet::PlanOp>> TrainFacts::plans() const {
  return {{stepName, stepPlan}, {gradientsName, gradientsPlan}, {evaluateName, evaluatePlan}};
}

bool isTrainingPlan(StringRef name) { return name == stepName || name == gradientsName || name == evaluateName; }

bool writesLoss(resnet::RunOp run) {
  return any_of(run.writtenBuffers(), [](resnet::BufferAttr write) {
    return write.getSpace() == Space::Metrics && write.getOffset() == 0;
  });
}

Expected<TrainFacts> gatherTraining(const NetFacts &facts) {
  TrainFacts train = {};
  resnet::NetOp net = facts.net;
  train.how = *net.getTrain();
  train.stepPlan = net.lookupSymbol<resnet::PlanOp>(stepName);
  train.gradientsPlan = net.lookupSymbol<resnet::PlanOp>(gradientsName);
  train.evaluatePlan = net.lookupSymbol<resnet::PlanOp>(evaluateName);
  for (auto [name, plan] : train.plans()) {
    if (!plan)
      return internalError("a net that is trained needs the plan @" + name);
    if (Error error = checkOrder(plan))
      return error;
    train.arenaBytes = std::max(train.arenaBytes, aligned(plan.getArenaBytes()));
    train.scratchBytes = std::max(train.scratchBytes, facts.scratchOf(plan));
  }
  train.optimizerBytes = facts.parametersBytes + (train.isAdam() ? aligned(facts.parametersBytes) : 0);
  return train;
}

} // namespace resnetc
