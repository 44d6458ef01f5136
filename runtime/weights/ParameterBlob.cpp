// ParameterBlob: mmap where the file is the blob, a copy otherwise.
#include "runtime/weights/ParameterBlob.h"
#include "runtime/weights/FileDescriptor.h"
#include "runtime/weights/SafetensorsHeader.h"
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

namespace resnetc {
namespace {

constexpr size_t alignment = 64; // of the blob: abi.h's rule for parameters

/// Offset of the data if the file is the blob to the byte, else 0.
size_t findBlob(const char *file, size_t fileBytes, const ParameterList &parameters) {
  uint64_t length = 0;
  if (fileBytes < 10)
    return 0;
  std::memcpy(&length, file, 8);
  if (length > 100'000'000 || length > fileBytes - 8 || (8 + length) % alignment || file[8] != '{')
    return 0;
  SafetensorsHeader header;
  std::string json(file + 8, size_t(length));
  if (!parseSafetensorsHeader(json, fileBytes - 8 - length, header).empty() ||
      header.entries.size() != parameters.size())
    return 0;
  for (size_t p = 0; p < parameters.size(); ++p) {
    const SafetensorsEntry &entry = header.entries[p];
    if (entry.name != parameters[p].name || entry.shape != parameters[p].shape || entry.type != "F32")
      return 0;
  }
  return size_t(8 + length);
}

} // namespace

ParameterBlob &ParameterBlob::operator=(ParameterBlob &&other) noexcept {
  std::swap(values, other.values);
  std::swap(mapping, other.mapping);
  std::swap(mappingBytes, other.mappingBytes);
  std::swap(copied, other.copied);
  return *this;
}

ParameterBlob::~ParameterBlob() {
  if (mapping)
    ::munmap(mapping, mappingBytes);
  std::free(copied);
}

bool ParameterBlob::map(const std::string &path, const ParameterList &parameters) {
  FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status;
  if (file.number() < 0 || ::fstat(file.number(), &status) || !S_ISREG(status.st_mode) || status.st_size <= 0)
    return false;
  size_t bytes = size_t(status.st_size);
  void *start = ::mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE, file.number(), 0);
  if (start == MAP_FAILED)
    return false;
  size_t offset = findBlob(static_cast<const char *>(start), bytes, parameters);
  if (!offset) {
    ::munmap(start, bytes);
    return false;
  }
  mapping = start;
  mappingBytes = bytes;
  values = reinterpret_cast<const float *>(static_cast<const char *>(start) + offset);
  return true;
}

ParameterBlob ParameterBlob::open(const std::string &path, const ParameterList &parameters,
                                  const LoadOptions &options, MatchReport &report) {
  ParameterBlob blob;
  if (blob.map(path, parameters)) {
    report = {};
    report.file = path;
    report.style = "mapped";
    const float *at = blob.values;
    for (const ParameterShape &parameter : parameters) {
      std::string bad = findBadValue(parameter, at, options.allowNonfinite);
      if (!bad.empty())
        report.errors.push_back(path + ": tensor " + parameter.name + " holds " + bad);
      report.matched.push_back({parameter.name, parameter.name, printShape(parameter.shape), "f32", false, false});
      at += countElements(parameter.shape);
    }
    return report.ok() ? std::move(blob) : ParameterBlob();
  }
  std::vector<float> loaded;
  report = loadWeights(path, parameters, options, loaded);
  if (!report.ok())
    return ParameterBlob();
  size_t bytes = (4 * loaded.size() + alignment - 1) / alignment * alignment;
  blob.copied = static_cast<float *>(std::aligned_alloc(alignment, bytes ? bytes : alignment));
  if (!blob.copied) {
    report.errors.push_back(path + ": no memory for the parameters");
    report.outsideWorld = true;
    return ParameterBlob();
  }
  std::memcpy(blob.copied, loaded.data(), 4 * loaded.size());
  blob.values = blob.copied;
  return blob;
}

} // namespace resnetc
