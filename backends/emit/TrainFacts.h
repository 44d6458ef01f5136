// TrainFacts: what the writers of this folder say of a net's training, where it was compiled for it: the plans
// @train_step, @gradients and @evaluate, and the memory that they need.
#pragma once
#include "ir/dialect/Resnet.h"
#include "llvm/Support/Error.h"

namespace resnetc {

struct LevelFacts;
struct LibraryFacts;

/// Of one CPU level.
struct TrainPlans {
  resnet::PlanOp step, gradients, evaluate;
  int64_t arenaBytes;   ///< of the largest of the three, without scratch
  int64_t scratchBytes; ///< of one thread

  std::vector<std::pair<llvm::StringRef, resnet::PlanOp>> all() const; ///< by name
};

/// Of a library: what is the same on every processor, and the largest sizes.
struct TrainFacts {
  resnet::TrainAttr how;
  int64_t arenaBytes, scratchBytes; ///< as in TrainPlans
  int64_t optimizerBytes;           ///< as the parameter blob; with Adam twice, the second half on 64 bytes

  bool isAdam() const { return how.getOptimizer() != resnet::Optimizer::Sgd; }
};

bool isTrainingPlan(llvm::StringRef name);

/// Those of a net with the clause `train`, without scratch. Errors as below.
llvm::Expected<TrainPlans> findTrainPlans(resnet::NetOp net);

/// \param level  with its kernels. Its net has the clause `train`.
/// An InternalError where a plan is missing, or writes what is the caller's before the loss is known.
llvm::Expected<TrainPlans> gatherTrainPlans(const LevelFacts &level);

/// \param facts  with parametersBytes and levels that have trainings.
TrainFacts gatherTraining(const LibraryFacts &facts);

/// Whether this run writes the loss, resnetc_metrics' first field.
bool writesLoss(resnet::RunOp run);

} // namespace resnetc
