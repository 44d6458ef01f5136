// Package: from objects to libraries: merged, only public names global, an archive and
// a shared library, without a linker or libc's files on the user's machine.
#pragma once
#include "backends/emit/NetFacts.h"

namespace resnetc {

/// Writes folder/lib<net>.a and folder/lib<net>.so. `objects` are merged in order;
/// `work` is a folder for what lies between.
llvm::Error writeLibraries(const NetFacts &facts, const std::vector<std::string> &objects, const std::string &folder,
                           const std::string &work);

} // namespace resnetc
