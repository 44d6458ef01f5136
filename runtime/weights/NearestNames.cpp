// NearestNames: Levenshtein's distance in one row, cut off at the limit.
#include "runtime/weights/NearestNames.h"
#include <algorithm>
#include <numeric>

namespace resnetc {
namespace {

constexpr size_t mostCandidates = 1000, mostAnswers = 3;

size_t measureDistance(const std::string &a, const std::string &b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t(0));
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      size_t replaced = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

} // namespace

std::vector<size_t> findNearestNames(const std::string &wanted, const std::vector<std::string> &candidates) {
  size_t limit = std::max<size_t>(2, wanted.size() / 3);
  std::vector<std::pair<size_t, size_t>> near; // distance, index
  for (size_t i = 0; i < std::min(candidates.size(), mostCandidates); ++i) {
    const std::string &name = candidates[i];
    size_t shortest = std::max(name.size(), wanted.size()) - std::min(name.size(), wanted.size());
    if (shortest > limit)
      continue;
    if (size_t distance = measureDistance(wanted, name); distance <= limit)
      near.push_back({distance, i});
  }
  std::sort(near.begin(), near.end());
  std::vector<size_t> answer;
  for (size_t i = 0; i < std::min(near.size(), mostAnswers); ++i)
    answer.push_back(near[i].second);
  return answer;
}

} // namespace resnetc
