// EntryObject: the entry points with the support code linked in, optimised, as an object file.
#pragma once
#include "backends/emit/LibraryFacts.h"

namespace resnetc {

llvm::Error emitEntryObject(const LibraryFacts &facts, const std::string &path);

} // namespace resnetc
