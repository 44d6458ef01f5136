// Arena: byte offsets for buffers by liveness, first fit: the lowest place where no
// live buffer lies.
#pragma once
#include <cstdint>
#include <vector>

namespace resnetc {

class Arena {
public:
  static constexpr int64_t alignment = 64; ///< bytes; a cache line, and what abi.md promises kernels

  /// A place for `bytes`, live until it is given back.
  int64_t take(int64_t bytes);
  void giveBack(int64_t offset);
  /// The end of the highest buffer so far.
  int64_t bytes() const { return highest; }

private:
  struct Block {
    int64_t offset, end;
  };
  std::vector<Block> live; ///< by offset
  int64_t highest = 0;
};

/// Rounded up to the alignment.
int64_t aligned(int64_t bytes);

} // namespace resnetc
