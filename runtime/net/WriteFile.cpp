// WriteFile: see WriteFile.h.
#include "runtime/net/WriteFile.h"
#include "runtime/images/PrintableName.h"
#include "runtime/weights/ReplacedFile.h"
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>

namespace fs = std::filesystem;

namespace resnetc {
namespace {

Failure systemFailure(const fs::path &file, int error) {
  bool user = error == ENOENT || error == ENOTDIR || error == EISDIR || error == ENAMETOOLONG;
  return {user ? Blame::User : Blame::World,
          printableName(file) + ": cannot be written: " + std::strerror(error)};
}

/// As a file made by open would have it; mkstemp makes 0600.
mode_t defaultMode() {
  mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

std::optional<Failure> writeInPlace(const fs::path &file, std::string_view bytes) {
  FileDescriptor output(open(file.c_str(), O_WRONLY | O_CLOEXEC));
  if (output.number() < 0 || !writeWhole(output, bytes.data(), bytes.size()) || output.close() != 0)
    return systemFailure(file, errno);
  return std::nullopt;
}

} // namespace

std::optional<Failure> writeFile(const fs::path &file, std::string_view bytes) {
  std::error_code error;
  fs::path target = fs::exists(file, error) ? fs::canonical(file, error) : file;
  if (error)
    target = file;
  fs::file_status status = fs::status(target, error);
  if (fs::is_directory(status))
    return systemFailure(file, EISDIR);
  if (fs::exists(status) && !fs::is_regular_file(status))
    return writeInPlace(target, bytes);

  fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
  std::string temporary = (folder / ".resnetc-XXXXXX").native();
  FileDescriptor output(mkstemp(temporary.data()));
  if (output.number() < 0)
    return systemFailure(file, errno);
  bool written = writeWhole(output, bytes.data(), bytes.size()) && fchmod(output.number(), defaultMode()) == 0 &&
                 fsync(output.number()) == 0 && output.close() == 0 &&
                 std::rename(temporary.c_str(), target.c_str()) == 0;
  if (!written) {
    int cause = errno;
    unlink(temporary.c_str());
    return systemFailure(file, cause);
  }
  FileDescriptor opened(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.number() >= 0)
    fsync(opened.number()); // some file systems refuse it for folders; the file itself is safe
  return std::nullopt;
}

std::optional<Failure> writeStandardOutput(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0)
    return std::nullopt;
  return systemFailure("standard output", errno);
}

} // namespace resnetc
