#include "backends/emit/OutputFolder.h"
#include "backends/emit/EmitError.h"
#include "llvm/Support/FileSystem.h"
#include <fcntl.h>
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
} // namespace

Expected<OutputFolder> OutputFolder::open(const std::string &folder, const std::string &name) {
  OutputFolder out;
  SmallString<128> absolute(folder); // a relative prefix of a unique folder would be put below /tmp
  sys::fs::make_absolute(absolute);
  out.folder = absolute.str().str();
  if (auto why = sys::fs::create_directories(absolute, /*IgnoreExisting=*/true, sys::fs::perms::all_all))
    return fileError("cannot make folder " + folder, why);
  SmallString<128> hidden;
  if (auto why = sys::fs::createUniqueDirectory(out.folder + "/." + name, hidden))
    return fileError("cannot write to folder " + folder, why);
  out.hidden = hidden.str().str();
  if (auto why = sys::fs::create_directory(out.work()))
    return fileError("cannot write to folder " + folder, why);
  return out;
}

OutputFolder::OutputFolder(OutputFolder &&from)
    : folder(std::move(from.folder)), hidden(std::exchange(from.hidden, "")) {}

OutputFolder::~OutputFolder() {
  if (!hidden.empty())
    sys::fs::remove_directories(hidden);
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
