// WeightsFile: opens a file and chooses its reader by what it holds.
#include "runtime/weights/WeightsFile.h"
#include "runtime/weights/FileKind.h"
#include "runtime/weights/KerasH5.h"
#include "runtime/weights/Safetensors.h"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace resnetc {

bool isReadableType(const std::string &type) {
  return type == "f32" || type == "f16" || type == "f64" || type == "bf16";
}

std::unique_ptr<WeightsFile> openWeights(const std::string &path, const OpenOptions &options, WeightsError &error) {
  auto fail = [&](const std::string &sentence, bool outsideWorld = false) {
    error = {path + ": " + sentence, outsideWorld};
    return nullptr;
  };
  // NONBLOCK: opening a FIFO must not wait for a writer.
  FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.number() < 0)
    return fail(std::string("cannot be opened: ") + std::strerror(errno), errno != ENOENT);
  struct stat status;
  if (::fstat(file.number(), &status))
    return fail(std::string("cannot be examined: ") + std::strerror(errno), true);
  if (!S_ISREG(status.st_mode))
    return fail(S_ISDIR(status.st_mode) ? "is a folder, not a file of weights" : "is not a regular file");

  std::string start(kindBytes, '\0');
  ssize_t got = ::pread(file.number(), start.data(), start.size(), 0);
  if (got < 0)
    return fail(std::string("cannot be read: ") + std::strerror(errno), true);
  start.resize(size_t(got));
  std::string sentence;
  switch (recognizeWeights(start, uint64_t(status.st_size), path, sentence)) {
  case FileKind::Hdf5:
    return openKerasH5(path, std::move(file), "HDF5", options, error);
  case FileKind::KerasArchive:
    return openKerasH5(path, std::move(file), "Keras archive", options, error);
  case FileKind::Safetensors:
    return openSafetensors(path, std::move(file), error);
  case FileKind::Unreadable:
    break;
  }
  return fail(sentence);
}

} // namespace resnetc
