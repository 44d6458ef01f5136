// WriteText: whole small files, all or nothing.
#pragma once
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace resnetc {

/// Writes under a temporary name in the same folder and renames: a reader sees the old
/// file or the new one, never half of one.
llvm::Error writeText(const std::string &path, llvm::StringRef text);

/// The same as a command's last act: 0, or 3 after an error on stderr.
int writeTextOrReport(const std::string &path, llvm::StringRef text);

} // namespace resnetc
