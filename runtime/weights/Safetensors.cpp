// Safetensors: the reader.
#include "runtime/weights/Safetensors.h"
#include "runtime/weights/EscapeBytes.h"
#include "runtime/weights/SafetensorsHeader.h"
#include <cassert>
#include <cerrno>
#include <cstring>
#include <sys/stat.h>

namespace resnetc {
namespace {

/// f32 for F32; F8_E5M2 and the integers stay as they are.
std::string readableName(const std::string &type) {
  if (type == "F32" || type == "F16" || type == "F64")
    return "f" + type.substr(1);
  return type == "BF16" ? "bf16" : type;
}

float fromBits(uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, 4);
  return value;
}

/// IEEE half: 1 sign, 5 exponent, 10 mantissa bits.
float fromHalf(uint16_t half) {
  uint32_t sign = uint32_t(half & 0x8000) << 16, exponent = (half >> 10) & 31, mantissa = half & 1023;
  if (exponent == 31)
    return fromBits(sign | 0x7f800000 | mantissa << 13);
  if (exponent)
    return fromBits(sign | (exponent + 112) << 23 | mantissa << 13);
  float value = float(mantissa) / float(1 << 24); // subnormal: exact in float32
  return sign ? -value : value;
}

template <typename Element, typename Convert>
void convert(const std::vector<char> &bytes, std::vector<float> &values, Convert one) {
  for (size_t i = 0; i < values.size(); ++i) {
    Element element;
    std::memcpy(&element, bytes.data() + i * sizeof element, sizeof element);
    values[i] = one(element);
  }
}

class Safetensors final : public WeightsFile {
public:
  Safetensors(const std::string &path, FileDescriptor opened) : file(std::move(opened)) {
    filePath = path;
    formatName = "safetensors";
  }

  bool open(WeightsError &error);
  bool read(size_t index, std::vector<float> &values, WeightsError &error) const override;

private:
  bool readBytes(void *data, uint64_t bytes, uint64_t at, WeightsError &error) const;

  FileDescriptor file;
  uint64_t dataStart = 0;
  std::vector<SafetensorsEntry> places;
};

bool Safetensors::readBytes(void *data, uint64_t bytes, uint64_t at, WeightsError &error) const {
  for (uint64_t done = 0; done < bytes;) {
    ssize_t got = ::pread(file.number(), static_cast<char *>(data) + done, bytes - done, off_t(at + done));
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0) {
      error = {filePath + (got ? std::string(": cannot be read: ") + std::strerror(errno)
                               : std::string(": became shorter while it was read")),
               got < 0};
      return false;
    }
    done += uint64_t(got);
  }
  return true;
}

bool Safetensors::open(WeightsError &error) {
  struct stat status = {};
  ::fstat(file.number(), &status);
  uint64_t length = 0, fileBytes = uint64_t(status.st_size);
  if (!readBytes(&length, 8, 0, error))
    return false;
  if (fileBytes < 8 || length > 100'000'000 || length > fileBytes - 8) { // the format's own limit
    error = {filePath + ": is damaged: its header is longer than the file or than 100 MB"};
    return false;
  }
  std::string json(size_t(length), '\0');
  if (!readBytes(json.data(), length, 8, error))
    return false;
  dataStart = 8 + length;
  SafetensorsHeader header;
  std::string sentence = parseSafetensorsHeader(json, fileBytes - dataStart, header);
  if (!sentence.empty()) {
    error = {filePath + ": " + escapeBytes(sentence)};
    return false;
  }
  for (const auto &[key, text] : header.metadata)
    metadataTexts.emplace_back(escapeBytes(key), escapeBytes(text));
  places = std::move(header.entries);
  for (const SafetensorsEntry &entry : places)
    entries.push_back({escapeBytes(entry.name), {}, entry.shape, readableName(entry.type)});
  return true;
}

bool Safetensors::read(size_t index, std::vector<float> &values, WeightsError &error) const {
  assert(index < places.size() && isReadableType(entries[index].type));
  const SafetensorsEntry &place = places[index];
  values.resize(size_t(countElements(place.shape)));
  uint64_t bytes = place.end - place.begin, at = dataStart + place.begin;
  if (place.type == "F32")
    return readBytes(values.data(), bytes, at, error);
  std::vector<char> raw(size_t(bytes), '\0');
  if (!readBytes(raw.data(), bytes, at, error))
    return false;
  if (place.type == "F16")
    convert<uint16_t>(raw, values, fromHalf);
  else if (place.type == "BF16")
    convert<uint16_t>(raw, values, [](uint16_t bits) { return fromBits(uint32_t(bits) << 16); });
  else
    convert<double>(raw, values, [](double value) { return float(value); });
  return true;
}

} // namespace

std::unique_ptr<WeightsFile> openSafetensors(const std::string &path, FileDescriptor file, WeightsError &error) {
  auto weights = std::make_unique<Safetensors>(path, std::move(file));
  if (!weights->open(error))
    return nullptr;
  return weights;
}

} // namespace resnetc
