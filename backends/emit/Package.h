// Package: the entry points and the kernels as lib<net>.a and, where there is a system to load it, lib<net>.so.
#pragma once
#include "backends/emit/LibraryFacts.h"

namespace resnetc {

/// Writes them into `out`, files on the way into `work`; both folders exist.
llvm::Error writeLibraries(const LibraryFacts &facts, const std::string &entryObject, const std::string &work,
                           const std::string &out);

} // namespace resnetc
