// TrainFacts: what the writers of this folder say of a net's training, where it was compiled for it: the plans
// @train_step, @gradients and @evaluate, and the memory that they need.
#pragma once
#include "ir/dialect/Resnet.h"
#include "llvm/Support/Error.h"

namespace resnetc {

struct NetFacts;

struct TrainFacts {
  resnet::TrainAttr how;
  resnet::PlanOp stepPlan, gradientsPlan, evaluatePlan;
  int64_t arenaBytes;     ///< of the largest of the three, without scratch
  int64_t scratchBytes;   ///< of one thread
  int64_t optimizerBytes; ///< as the parameter blob; with Adam twice, the second half on 64 bytes

  std::vector<std::pair<llvm::StringRef, resnet::PlanOp>> plans() const;
  bool isAdam() const { return how.getOptimizer() != resnet::Optimizer::Sgd; }
};

bool isTrainingPlan(llvm::StringRef name);

/// \param facts  with kernels and parametersBytes. Its net has the clause `train`.
/// An InternalError where a plan is missing, or writes what is the caller's before the loss is known.
llvm::Expected<TrainFacts> gatherTraining(const NetFacts &facts);

/// Whether this run writes the loss, resnetc_metrics' first field.
bool writesLoss(resnet::RunOp run);

} // namespace resnetc
