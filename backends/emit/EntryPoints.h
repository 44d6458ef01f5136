// EntryPoints: the C functions of a generated library as LLVM IR. They are thin: what
// they check and how they compose batches is runtime/embed/infer.c; what they run are
// plan functions.
#pragma once
#include "backends/emit/NetFacts.h"
#include "llvm/IR/Module.h"

namespace resnetc {

/// All names that a library exports.
std::vector<std::string> publicSymbols(const NetFacts &facts);

void buildEntryPoints(const NetFacts &facts, llvm::Module &module);

} // namespace resnetc
