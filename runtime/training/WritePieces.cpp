// WritePieces: see WritePieces.h.
#include "runtime/training/WritePieces.h"
#include "runtime/images/PrintableName.h"
#include "runtime/weights/ReplacedFile.h"
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>

namespace fs = std::filesystem;

namespace resnetc {
namespace {

bool syncAll(int descriptor) {
  int done;
  while ((done = fsync(descriptor)) != 0 && errno == EINTR)
    ;
  return done == 0;
}

/// Some file systems refuse to sync folders; all else is a failing disk.
bool syncFolder(const fs::path &folder) {
  FileDescriptor opened(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return opened.number() >= 0 && (syncAll(opened.number()) || errno == EINVAL || errno == ENOTSUP);
}

bool writeTemporary(const std::string &temporary, const std::vector<std::string_view> &pieces) {
  FileDescriptor output(open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666));
  if (output.number() < 0)
    return false;
  for (std::string_view piece : pieces)
    if (!writeWhole(output, piece.data(), piece.size()))
      return false;
  return syncAll(output.number()) && output.close() == 0;
}

} // namespace

std::optional<Failure> writePieces(const fs::path &file, const std::vector<std::string_view> &pieces) {
  std::string temporary = file.native() + ".tmp";
  bool written = writeTemporary(temporary, pieces) && std::rename(temporary.c_str(), file.c_str()) == 0 &&
                 syncFolder(file.has_parent_path() ? file.parent_path() : fs::path("."));
  if (written)
    return std::nullopt;
  int cause = errno;
  unlink(temporary.c_str());
  return Failure{Blame::World, printableName(file) + ": cannot be written: " + std::strerror(cause)};
}

} // namespace resnetc
