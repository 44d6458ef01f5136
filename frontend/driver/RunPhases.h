// RunPhases: takes the nets of a module, one for each target, from phase to phase and writes the dumps that
// were asked for.
#pragma once
#include "ir/dialect/Resnet.h"
#include "mlir/IR/BuiltinOps.h"
#include <functional>
#include <string>

namespace resnetc {

struct PhaseOptions {
  std::string dumpFolder; ///< empty: no dumps
  std::string stopAfter;  ///< a phase's name; empty: the last
  std::function<void(resnet::NetOp)> afterScheduled; ///< sees each layer's choice in each net; the plan no longer has it
};

enum class PhaseResult {
  Planned,        ///< the nets are ready for the backend
  Stopped,        ///< at stopAfter
  CannotWrite,    ///< a dump; told on stderr
  Failed,         ///< a pass refused; told on stderr
};

/// Starts at the phase in which the module's nets are. Dumps are called 0-imported.mlir … and
/// hold locations, so that going on from one gives the same library.
PhaseResult runPhases(mlir::ModuleOp module, const PhaseOptions &options);

/// The phases' names in order, for messages: `imported, fused, scheduled, planned`.
std::string phaseNames();
bool isPhase(llvm::StringRef name);

} // namespace resnetc
