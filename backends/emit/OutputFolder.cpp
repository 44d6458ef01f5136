#include "backends/emit/OutputFolder.h"
#include "backends/emit/EmitError.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

using namespace llvm;

namespace resnetc {
namespace {
/// After a power failure the new name must not stand for an empty file.
Error forceToDisk(const std::string &path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool ok = file >= 0 && ::fsync(file) == 0;
  const std::error_code why(errno, std::generic_category());
  if (file >= 0)
    ::close(file);
  return ok ? Error::success() : fileError("cannot write " + path, why);
}

int openFolder(const std::string &path) { return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); }

/// Those that no process holds. Where the disk knows no locks, none is removed.
void removeAbandoned(const std::string &folder, const std::string &prefix) {
  std::error_code why;
  std::vector<std::string> found;
  for (sys::fs::directory_iterator at(folder, why, /*follow_symlinks=*/false), end; !why && at != end; at.increment(why))
    if (sys::path::filename(at->path()).starts_with(prefix) && at->type() == sys::fs::file_type::directory_file)
      found.push_back(at->path());
  for (const std::string &path : found) {
    const int file = openFolder(path);
    if (file < 0)
      continue;
    if (::flock(file, LOCK_EX | LOCK_NB) == 0)
      sys::fs::remove_directories(path);
    ::close(file);
  }
}
} // namespace

Expected<OutputFolder> OutputFolder::open(const std::string &folder, const std::string &name) {
  OutputFolder out;
  SmallString<128> absolute(folder); // a relative prefix of a unique folder would be put below /tmp
  sys::fs::make_absolute(absolute);
  out.folder = absolute.str().str();
  if (auto why = sys::fs::create_directories(absolute, /*IgnoreExisting=*/true, sys::fs::perms::all_all))
    return fileError("cannot make folder " + folder, why);
  const std::string prefix = "." + name + "-resnetc";
  // Compilations into one folder take turns here, so that none removes what another has made and not yet locked.
  const int turn = openFolder(out.folder);
  if (turn >= 0 && ::flock(turn, LOCK_EX) == 0)
    removeAbandoned(out.folder, prefix + "-");
  SmallString<128> hidden;
  const std::error_code cannot = sys::fs::createUniqueDirectory(out.folder + "/" + prefix, hidden);
  if (!cannot) {
    out.hidden = hidden.str().str();
    out.lock = openFolder(out.hidden);
    if (out.lock >= 0)
      ::flock(out.lock, LOCK_EX | LOCK_NB);
  }
  if (turn >= 0)
    ::close(turn);
  if (cannot)
    return fileError("cannot write to folder " + folder, cannot);
  if (auto why = sys::fs::create_directory(out.work()))
    return fileError("cannot write to folder " + folder, why);
  return out;
}

OutputFolder::OutputFolder(OutputFolder &&from)
    : folder(std::move(from.folder)), hidden(std::exchange(from.hidden, "")), lock(std::exchange(from.lock, -1)) {}

OutputFolder::~OutputFolder() {
  if (!hidden.empty())
    sys::fs::remove_directories(hidden);
  if (lock >= 0)
    ::close(lock);
}

Error OutputFolder::publish(ArrayRef<std::string> files) {
  for (const std::string &file : files)
    if (Error error = forceToDisk(hidden + "/" + file))
      return error;
  for (const std::string &file : files)
    if (auto why = sys::fs::rename(hidden + "/" + file, pathOf(file)))
      return fileError("cannot write " + pathOf(file), why);
  return forceToDisk(folder);
}

} // namespace resnetc
