#include "runtime/weights/hdf5/FrameOutput.h"
#include "runtime/weights/hdf5/Handle.h"
#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace resnetc::hdf5 {
namespace {

void writeAll(const void *data, size_t bytes) {
  const char *at = static_cast<const char *>(data);
  while (bytes) {
    ssize_t wrote = ::write(STDOUT_FILENO, at, bytes);
    if (wrote < 0 && errno == EINTR)
      continue;
    if (wrote <= 0)
      _exit(3); // the parent is gone
    at += wrote;
    bytes -= size_t(wrote);
  }
}

} // namespace

std::vector<char> loadInput(uint64_t size) {
  std::vector<char> bytes(size);
  for (uint64_t at = 0; at < size;) {
    ssize_t got = ::pread(STDIN_FILENO, bytes.data() + at, size - at, off_t(at));
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      throw Refusal(got ? std::string("cannot be read: ") + std::strerror(errno) : "became shorter while it was read");
    at += uint64_t(got);
  }
  return bytes;
}

void writeFrame(FrameKind kind, const void *data, size_t bytes) {
  FrameHeader header;
  header.kind = kind;
  header.bytes = bytes;
  writeAll(&header, sizeof header);
  writeAll(data, bytes);
}

} // namespace resnetc::hdf5
