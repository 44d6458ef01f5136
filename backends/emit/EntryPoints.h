// EntryPoints: the module of a net's C functions. Each public function passes the net's
// NetCode or TrainCode and its arguments on to the support code (runtime/embed/infer.c, train.c).
#pragma once
#include "backends/emit/NetFacts.h"

namespace llvm {
class Module;
}

namespace resnetc {

/// The names that stay visible, in order; everything else is local to the net.
std::vector<std::string> publicSymbols(const NetFacts &facts);

/// Whether the net has the call `_infer_u8` … or, only if compiled for training, `_train_step` …
bool hasCall(const NetFacts &facts, llvm::StringRef suffix);

/// Fills a module whose data layout is the target's.
llvm::Error buildEntryPoints(const NetFacts &facts, llvm::Module &module);

} // namespace resnetc
