// ReplacedFile: writes a whole file so that whoever looks sees the old one or all of
// the new one, also after a crash: a temporary name in the same folder, synced, renamed.
#pragma once
#include "runtime/weights/FileDescriptor.h"
#include "runtime/weights/WeightsError.h"
#include <cstdint>
#include <string>

namespace resnetc {

/// Calls return false with error() set (outside world); what was there stays then.
class ReplacedFile {
public:
  explicit ReplacedFile(std::string path) : path(std::move(path)) {}
  ReplacedFile(const ReplacedFile &) = delete;
  ~ReplacedFile(); ///< without commit: no trace is left

  bool open();
  bool write(const void *data, uint64_t bytes);
  /// After it the file is there under its name, on the disk.
  bool commit();

  const WeightsError &error() const { return failure; }

private:
  bool fail(const std::string &what);

  std::string path, temporary; // temporary: empty unless it exists
  FileDescriptor file;
  WeightsError failure;
};

/// write(2) until all is written; false with errno set.
bool writeWhole(const FileDescriptor &file, const void *data, uint64_t bytes);

} // namespace resnetc
