// Identifier: which names can be the prefix of C symbols and of files.
#pragma once
#include "llvm/ADT/StringRef.h"
#include <string>

namespace resnetc {

constexpr size_t longestIdentifier = 64;

/// A letter, then letters, digits and _; ASCII, at most 64. A leading _ is the compiler's.
bool isIdentifier(llvm::StringRef name);

/// A keyword of C23 or C++20, or an alternative token such as `and`.
bool isKeyword(llvm::StringRef name);

/// The nearest identifier that is neither a keyword nor resnetc's: "my-net 2.yaml"'s stem
/// gives my_net_2, "50" gives net_50.
std::string makeIdentifier(llvm::StringRef text);

} // namespace resnetc
