// Pipelines: the whole compiler as a list. Phases and their contracts: ir/README.md.
#pragma once
#include "ir/dialect/Resnet.h"
#include "llvm/ADT/ArrayRef.h"
#include "mlir/Pass/PassManager.h"

namespace resnetc {

struct PhaseInfo {
  int number;       ///< 0, 2, 3, 4; 1 is training's
  const char *name; ///< imported, fused, scheduled, planned
  void (*addPasses)(mlir::OpPassManager &); ///< from the phase before to this one; null for the first
};

/// All phases of inference, in order.
llvm::ArrayRef<PhaseInfo> allPhases();

/// The phase that a net is in, by what it holds: plans, choices, folded layers, or none of them.
const PhaseInfo &phaseOf(resnet::NetOp net);

} // namespace resnetc
