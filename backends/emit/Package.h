// Package: the entry points and the kernels as lib<net>.a and lib<net>.so.
#pragma once
#include "backends/emit/NetFacts.h"

namespace resnetc {

/// Writes both into `out`, files on the way into `work`; both folders exist.
llvm::Error writeLibraries(const NetFacts &facts, const std::string &entryObject, const std::string &work,
                           const std::string &out);

} // namespace resnetc
