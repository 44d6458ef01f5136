// KeyTable: every key of the language with one line about it. The list feeds the comments of
// `resnetc init --full`, the hint where a misplaced key belongs, and the test of every key.
#pragma once
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace resnetc {

struct SpecKey {
  llvm::StringRef path;    ///< "stem.pool.kernel"; "[]" stands for each item of a list
  llvm::StringRef comment; ///< what it is and what may be written
};

llvm::ArrayRef<SpecKey> specKeys();

/// Empty for a path that is no key.
llvm::StringRef commentOf(llvm::StringRef path);

} // namespace resnetc
