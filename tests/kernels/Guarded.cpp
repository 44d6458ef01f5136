#include "tests/kernels/Guarded.h"
#include <stdexcept>
#include <sys/mman.h>
#include <unistd.h>

namespace resnetc {

Guarded::Guarded(size_t bytes, Against side) {
  const size_t page = size_t(sysconf(_SC_PAGESIZE)), body = (bytes + page - 1) / page * page;
  mapped = body + 2 * page;
  void *memory = mmap(nullptr, mapped, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED || mprotect(static_cast<char *>(memory) + page, body, PROT_READ | PROT_WRITE))
    throw std::runtime_error("no memory for a guarded buffer");
  mapping = static_cast<char *>(memory);
  start = mapping + page + (side == Against::End ? body - bytes : 0);
}

Guarded::~Guarded() { munmap(mapping, mapped); }

} // namespace resnetc
