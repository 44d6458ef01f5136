// AlignedBuffer: memory for packed weights and arenas, on 64 bytes at least.
#pragma once
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <sys/mman.h>

namespace resnetc {

/// Owns its bytes, which are not initialised. Large ones ask for huge pages: a net walks through all of its packed
/// weights for every image, and with pages of 4 KiB the processor's page tables would miss on each.
class AlignedBuffer {
public:
  AlignedBuffer() = default;
  explicit AlignedBuffer(size_t bytes) {
    const size_t hugePage = size_t(2) << 20;
    size_t alignment = bytes >= hugePage ? hugePage : 64;
    size_t rounded = (bytes + alignment - 1) / alignment * alignment;
    memory.reset(rounded < bytes ? nullptr : std::aligned_alloc(alignment, rounded ? rounded : alignment));
    if (memory && alignment == hugePage)
      madvise(memory.get(), rounded, MADV_HUGEPAGE); // advice: nothing is lost where the system has none
  }

  /// Null when the system had no memory.
  void *data() const { return memory.get(); }

private:
  struct Free {
    void operator()(void *pointer) const { std::free(pointer); }
  };
  std::unique_ptr<void, Free> memory;
};

} // namespace resnetc
