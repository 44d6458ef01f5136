// Pipelines: the whole compiler as a list. Phases and their contracts: ir/README.md.
#pragma once
#include "ir/dialect/Resnet.h"
#include "llvm/ADT/ArrayRef.h"
#include "mlir/Pass/PassManager.h"

namespace resnetc {

struct PhaseInfo {
  int number;       ///< 0 to 4
  const char *name; ///< imported, differentiated, fused, scheduled, planned
  void (*addPasses)(mlir::OpPassManager &); ///< from the phase before to this one; null for the first
};

/// All phases, in order.
llvm::ArrayRef<PhaseInfo> allPhases();

/// Those that a net goes through: without a `train` clause from 0 to 2.
llvm::SmallVector<PhaseInfo> phasesFor(resnet::NetOp net);

/// The phase that a net is in, by what it holds: plans, choices, @forward, training functions beside it.
const PhaseInfo &phaseOf(resnet::NetOp net);

} // namespace resnetc
