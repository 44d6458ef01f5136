// NearestNames: which names a user may have meant, by edit distance.
#pragma once
#include <string>
#include <vector>

namespace resnetc {

/// Indices of at most three candidates, nearest first, none farther than a third of
/// `wanted`. Candidates past the first thousand are not looked at.
std::vector<size_t> findNearestNames(const std::string &wanted, const std::vector<std::string> &candidates);

} // namespace resnetc
