// FileDescriptor: owns one open file of the system and closes it.
#pragma once
#include <unistd.h>
#include <utility>

namespace resnetc {

class FileDescriptor {
public:
  explicit FileDescriptor(int number = -1) : owned(number) {}
  FileDescriptor(FileDescriptor &&other) noexcept : owned(std::exchange(other.owned, -1)) {}
  FileDescriptor &operator=(FileDescriptor &&other) noexcept {
    std::swap(owned, other.owned);
    return *this;
  }
  ~FileDescriptor() { close(); }

  int number() const { return owned; }
  /// 0, or -1 with errno: a disk may tell only here that it is full.
  int close() { return owned < 0 ? 0 : ::close(std::exchange(owned, -1)); }

private:
  int owned;
};

} // namespace resnetc
