// LayerNames: what each family calls its layers; the table of spec.md's "Names".
#pragma once
#include "frontend/spec/Spec.h"

namespace resnetc {

/// Names within one net. `stage` and `block` count from 0, `conv` from 1 within the branch.
class LayerNames {
public:
  explicit LayerNames(const Spec &spec) : spec(spec) {}
  std::string stem() const;
  std::string stemNorm() const;
  std::string conv(size_t stage, int64_t block, int conv) const;
  std::string convNorm(size_t stage, int64_t block, int conv) const;
  std::string projection(size_t stage, int64_t block) const;
  std::string projectionNorm(size_t stage, int64_t block) const;
  std::string sum(size_t stage, int64_t block) const; ///< the block's addition

private:
  std::string blockName(size_t stage, int64_t block) const; ///< 2a, conv2_block1, layer1.0
  const Spec &spec;
};

} // namespace resnetc
