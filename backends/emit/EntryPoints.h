// EntryPoints: the module of a net's C functions. Each public function passes the net's NetCode or TrainCode, or
// LevelsCode where there are several levels, or DeviceNet, and its arguments on to the support code
// (runtime/embed/infer.c, train.c, levels.c, device/).
#pragma once
#include "backends/emit/LibraryFacts.h"

namespace llvm {
class Module;
}

namespace resnetc {

/// The names that stay visible, in order; everything else is local to the net.
std::vector<std::string> publicSymbols(const LibraryFacts &facts);

/// Whether the net has the call `_infer_u8` … or, only if compiled for training, `_train_step` …
bool hasCall(const LibraryFacts &facts, llvm::StringRef suffix);

/// Fills a module whose data layout is the target's.
llvm::Error buildEntryPoints(const LibraryFacts &facts, llvm::Module &module);

} // namespace resnetc
