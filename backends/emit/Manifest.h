// Manifest: <net>.json, what is in a library and what it was made of, for scripts.
#pragma once
#include "backends/emit/KernelCache.h"
#include "backends/emit/NetFacts.h"

namespace resnetc {

/// `kernels` are those of the net's kernel symbols, in their order. `inputFiles`: files
/// that went in besides the spec; their names without folder and sha256 are stated.
llvm::Expected<std::string> printManifest(const NetFacts &facts, const std::vector<CompiledKernel> &kernels,
                                          const std::vector<std::string> &inputFiles);

} // namespace resnetc
