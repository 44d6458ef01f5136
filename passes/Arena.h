// Arena: byte offsets for buffers by liveness, first fit: the lowest place where no
// live buffer lies.
#pragma once
#include <cstdint>
#include <vector>

namespace resnetc {

class Arena {
public:
  /// Every buffer begins on a multiple of `alignment` bytes.
  explicit Arena(int64_t alignment) : alignment(alignment) {}

  /// A place for `bytes`, live until it is given back.
  int64_t take(int64_t bytes);
  void giveBack(int64_t offset);
  /// The end of the highest buffer so far, a multiple of the alignment.
  int64_t bytes() const { return highest; }

private:
  struct Block {
    int64_t offset, end;
  };
  int64_t alignment;
  std::vector<Block> live; ///< by offset
  int64_t highest = 0;
};

} // namespace resnetc
