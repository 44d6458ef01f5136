// JoinPairs: one value of many that threads left, joined as a tree, whose rounding grows with
// the logarithm of their number.
#pragma once
#include "Halide.h"

namespace resnetc {

/// The values joined in pairs, then pairs of pairs. There must be one.
template <typename Join> Halide::Expr joinPairs(std::vector<Halide::Expr> values, Join join) {
  while (values.size() > 1) {
    std::vector<Halide::Expr> pairs;
    for (size_t i = 0; i + 1 < values.size(); i += 2)
      pairs.push_back(join(values[i], values[i + 1]));
    if (values.size() % 2)
      pairs.push_back(values.back());
    values = pairs;
  }
  return values[0];
}

} // namespace resnetc
