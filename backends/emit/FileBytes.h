// FileBytes: whole files as text, and their hashes.
#pragma once
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>

namespace resnetc {

/// Nothing if the file cannot be read.
std::optional<std::string> readFile(const std::string &path);
llvm::Error writeFile(const std::string &path, llvm::StringRef bytes);

/// SHA-256 in lower-case hexadecimal digits.
std::string hashOf(llvm::StringRef bytes);
/// The same of a file, however large.
llvm::Expected<std::string> hashOfFile(const std::string &path);

} // namespace resnetc
