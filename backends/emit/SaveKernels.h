// SaveKernels: a library's kernels as files for people and tools: disassemblers, ptxas, spirv-val.
#pragma once
#include "backends/emit/LibraryFacts.h"

namespace resnetc {

/// Writes each kernel's object SYMBOL.o and, of a device's kernel, its code SYMBOL.cl, .spv or .ptx into the folder,
/// which is made if missing. Files of these names are replaced; others stay.
llvm::Error saveKernels(const LibraryFacts &facts, const std::string &folder);

} // namespace resnetc
