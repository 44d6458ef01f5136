// Suggestion: "did you mean", by edit distance.
#pragma once
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace resnetc {

/// The nearest of `words`, empty if none is near: at most one edit in three characters.
/// Upper and lower case, and - and _, count as equal. The first of equals wins.
llvm::StringRef nearestWord(llvm::StringRef word, llvm::ArrayRef<llvm::StringRef> words);

/// "did you mean 'resnet50'?", else "one of a, b, c" when the list is short, else empty.
std::string suggestWord(llvm::StringRef word, llvm::ArrayRef<llvm::StringRef> words);

} // namespace resnetc
