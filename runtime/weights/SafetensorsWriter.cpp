// SafetensorsWriter: the header in canonical order, the blob after it, and the steps
// that leave either the old file or the whole new one.
#include "runtime/weights/Safetensors.h"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <nlohmann/json.hpp>

namespace resnetc {
namespace {

std::string writeHeader(const ParameterList &parameters,
                        const std::vector<std::pair<std::string, std::string>> &metadata) {
  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  if (!metadata.empty()) {
    nlohmann::ordered_json &strings = header["__metadata__"] = nlohmann::ordered_json::object();
    for (const auto &[key, value] : metadata)
      strings[key] = value;
  }
  int64_t at = 0;
  for (const ParameterShape &parameter : parameters) {
    int64_t end = at + 4 * countElements(parameter.shape);
    header[parameter.name] = {{"dtype", "F32"}, {"shape", parameter.shape}, {"data_offsets", {at, end}}};
    at = end;
  }
  std::string text = header.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  text.resize((8 + text.size() + 63) / 64 * 64 - 8, ' '); // the format allows spaces; the data start on 64 bytes
  return text;
}

bool writeAll(const FileDescriptor &file, const void *data, uint64_t bytes) {
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

/// A new file beside `path`, with the rights that the user's umask gives. A killed
/// process may have left one of the same name, so several are tried.
FileDescriptor createBeside(const std::string &path, std::string &temporary) {
  for (int attempt = 0; attempt < 100; ++attempt) {
    temporary = path + ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(attempt);
    FileDescriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (file.number() >= 0 || errno != EEXIST)
      return file;
  }
  return FileDescriptor();
}

/// The rename itself must reach the disk.
bool syncFolderOf(const std::string &path) {
  size_t slash = path.rfind('/');
  std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  FileDescriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return opened.number() >= 0 && (!::fsync(opened.number()) || errno == EINVAL);
}

} // namespace

bool writeSafetensors(const std::string &path, const ParameterList &parameters, const float *blob,
                      const std::vector<std::pair<std::string, std::string>> &metadata, WeightsError &error) {
  std::string temporary;
  FileDescriptor file = createBeside(path, temporary);
  auto fail = [&](const std::string &what) {
    error = {path + ": " + what + ": " + std::strerror(errno), true};
    return false;
  };
  if (file.number() < 0)
    return fail("cannot be written");
  std::string header = writeHeader(parameters, metadata);
  uint64_t length = header.size();
  bool written = writeAll(file, &length, 8) && writeAll(file, header.data(), length) &&
                 writeAll(file, blob, 4 * uint64_t(countElements(parameters))) && !::fsync(file.number()) &&
                 !file.close() && !::rename(temporary.c_str(), path.c_str());
  if (!written) {
    fail("cannot be written");
    ::unlink(temporary.c_str());
    return false;
  }
  return syncFolderOf(path) || fail("cannot be synced to the disk");
}

} // namespace resnetc
