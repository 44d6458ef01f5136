#include "backends/emit/TrainFacts.h"
#include "backends/emit/EmitError.h"
#include "backends/emit/LibraryFacts.h"
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

std::vector<std::pair<StringRef, resnet::PlanOp>> TrainPlans::all() const {
  return {{stepName, step}, {gradientsName, gradients}, {evaluateName, evaluate}};
}

bool isTrainingPlan(StringRef name) { return name == stepName || name == gradientsName || name == evaluateName; }

bool writesLoss(resnet::RunOp run) {
  return any_of(run.writtenBuffers(), [](resnet::BufferAttr write) {
    return write.getSpace() == Space::Metrics && write.getOffset() == 0;
  });
}

Expected<TrainPlans> findTrainPlans(resnet::NetOp net) {
  TrainPlans train = {};
  train.step = net.lookupSymbol<resnet::PlanOp>(stepName);
  train.gradients = net.lookupSymbol<resnet::PlanOp>(gradientsName);
  train.evaluate = net.lookupSymbol<resnet::PlanOp>(evaluateName);
  for (auto [name, plan] : train.all()) {
    if (!plan)
      return internalError("a net that is trained needs the plan @" + name);
    if (Error error = checkOrder(plan))
      return error;
    train.arenaBytes = std::max(train.arenaBytes, aligned(plan.getArenaBytes()));
  }
  return train;
}

Expected<TrainPlans> gatherTrainPlans(const LevelFacts &level) {
  auto train = findTrainPlans(level.net);
  if (train)
    for (auto [name, plan] : train->all())
      train->scratchBytes = std::max(train->scratchBytes, level.scratchOf(plan));
  return train;
}

TrainFacts gatherTraining(const LibraryFacts &facts) {
  TrainFacts train = {};
  resnet::NetOp net = facts.baseline().net; // a handle, but its getters are not const
  train.how = *net.getTrain();
  for (const LevelFacts &level : facts.levels) {
    train.arenaBytes = std::max(train.arenaBytes, level.train->arenaBytes);
    train.scratchBytes = std::max(train.scratchBytes, level.train->scratchBytes);
  }
  train.optimizerBytes = facts.parametersBytes + (train.isAdam() ? aligned(facts.parametersBytes) : 0);
  return train;
}

} // namespace resnetc
