#include "runtime/weights/ReplacedFile.h"
#include <cerrno>
#include <cstring>
#include <fcntl.h>

namespace resnetc {

bool writeWhole(const FileDescriptor &file, const void *data, uint64_t bytes) {
  const char *at = static_cast<const char *>(data);
  while (bytes) {
    ssize_t wrote = ::write(file.number(), at, bytes < (1u << 30) ? bytes : (1u << 30));
    if (wrote < 0 && errno == EINTR)
      continue;
    if (wrote <= 0)
      return false;
    at += wrote;
    bytes -= uint64_t(wrote);
  }
  return true;
}

ReplacedFile::~ReplacedFile() {
  if (!temporary.empty())
    ::unlink(temporary.c_str());
}

bool ReplacedFile::fail(const std::string &what) {
  failure = {path + ": " + what + ": " + std::strerror(errno), true};
  return false;
}

/// With the rights that the user's umask gives. A killed process may have left a
/// temporary file of the same name, so several are tried.
bool ReplacedFile::open() {
  for (int attempt = 0; attempt < 100; ++attempt) {
    std::string name = path + ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(attempt);
    file = FileDescriptor(::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (file.number() >= 0)
      temporary = name;
    if (file.number() >= 0 || errno != EEXIST)
      break;
  }
  return file.number() >= 0 || fail("cannot be written");
}

bool ReplacedFile::write(const void *data, uint64_t bytes) {
  return writeWhole(file, data, bytes) || fail("cannot be written");
}

bool ReplacedFile::commit() {
  if (::fsync(file.number()) || file.close() || ::rename(temporary.c_str(), path.c_str()))
    return fail("cannot be written");
  temporary.clear();
  size_t slash = path.rfind('/');
  std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  FileDescriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // The rename itself must reach the disk.
  bool synced = opened.number() >= 0 && (!::fsync(opened.number()) || errno == EINVAL);
  return synced || fail("cannot be synced to the disk");
}

} // namespace resnetc
