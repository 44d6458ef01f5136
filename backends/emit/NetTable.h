// NetTable: the constant `resnetc_net` of a library (runtime/include/resnetc/net.h).
#pragma once
#include "backends/emit/NetFacts.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"

namespace resnetc {

/// Builds the table; functions are taken from the module by name, so they must be there.
llvm::GlobalVariable *buildNetTable(const NetFacts &facts, llvm::Module &module);

} // namespace resnetc
