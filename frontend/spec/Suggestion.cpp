// Suggestion: the nearest known word.
#include "frontend/spec/Suggestion.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>

namespace resnetc {
namespace {

constexpr size_t longestWord = 64; // no known word is longer, and the distance costs length x length

std::string normalized(llvm::StringRef word) {
  std::string result = word.lower();
  std::replace(result.begin(), result.end(), '_', '-');
  return result;
}

} // namespace

llvm::StringRef nearestWord(llvm::StringRef word, llvm::ArrayRef<llvm::StringRef> words) {
  if (word.size() > longestWord)
    return {};
  const std::string wanted = normalized(word);
  llvm::StringRef best;
  unsigned bestDistance = unsigned(std::max<size_t>(word.size() / 3, 1)) + 1;
  for (llvm::StringRef candidate : words) {
    const unsigned distance = llvm::StringRef(wanted).edit_distance(normalized(candidate), true, bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

std::string suggestWord(llvm::StringRef word, llvm::ArrayRef<llvm::StringRef> words) {
  constexpr size_t mostListed = 16;
  if (llvm::StringRef nearest = nearestWord(word, words); !nearest.empty())
    return "did you mean '" + nearest.str() + "'?";
  if (words.size() > mostListed)
    return {};
  return (words.size() == 1 ? "write " : "one of ") + llvm::join(words, ", ");
}

} // namespace resnetc
