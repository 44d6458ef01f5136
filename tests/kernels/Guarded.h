// Guarded: memory for one buffer of a kernel between two pages that nobody may touch,
// so that a read or write outside of it is a fault and not a lucky number.
#pragma once
#include <cstddef>

namespace resnetc {

/// Which end of the buffer lies exactly on a forbidden page.
enum class Against { Start, End };

class Guarded {
public:
  Guarded(size_t bytes, Against side);
  ~Guarded();
  Guarded(const Guarded &) = delete;
  Guarded &operator=(const Guarded &) = delete;
  void *data() const { return start; }

private:
  char *mapping, *start;
  size_t mapped;
};

} // namespace resnetc
