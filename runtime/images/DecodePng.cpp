// DecodePng: walks the chunks, checks every checksum, and hands OpenCV a file of only those that hold the
// picture. So libpng never parses profiles, texts and EXIF (most of its CVEs, and its chatter on stderr).
#include "runtime/images/Decoders.h"
#include <array>
#include <string_view>

namespace resnetc {
namespace {

constexpr size_t signatureBytes = 8;

uint32_t readBigEndian(const uint8_t *at) {
  return uint32_t(at[0]) << 24 | uint32_t(at[1]) << 16 | uint32_t(at[2]) << 8 | at[3];
}

/// CRC-32 of ISO 3309, as in the PNG specification, annex D.
uint32_t crc32(const uint8_t *bytes, size_t count) {
  static const std::array<uint32_t, 256> table = [] {
    std::array<uint32_t, 256> made{};
    for (uint32_t i = 0; i < 256; ++i) {
      uint32_t value = i;
      for (int bit = 0; bit < 8; ++bit)
        value = value & 1 ? value >> 1 ^ 0xedb88320u : value >> 1;
      made[i] = value;
    }
    return made;
  }();
  uint32_t crc = ~0u;
  for (size_t i = 0; i < count; ++i)
    crc = table[(crc ^ bytes[i]) & 0xff] ^ crc >> 8;
  return ~crc;
}

Failure damaged(const std::string &why) { return {Blame::User, "damaged or truncated PNG (" + why + ")"}; }

} // namespace

Outcome<Image> decodePng(const ImageBytes &bytes) {
  ImageBytes picture(bytes.begin(), bytes.begin() + signatureBytes);
  int64_t width = 0, height = 0;
  bool hasData = false;
  for (size_t at = signatureBytes;;) {
    if (bytes.size() - at < 12)
      return damaged("it ends before its IEND chunk");
    size_t length = readBigEndian(&bytes[at]);
    if (length > bytes.size() - at - 12)
      return damaged("a chunk reaches past the end of the file");
    std::string_view kind(reinterpret_cast<const char *>(&bytes[at + 4]), 4);
    if (crc32(&bytes[at + 4], length + 4) != readBigEndian(&bytes[at + 8 + length]))
      return damaged("a chunk has the wrong checksum");
    if (at == signatureBytes) {
      if (kind != "IHDR" || length != 13)
        return damaged("it does not start with an IHDR chunk");
      width = readBigEndian(&bytes[at + 8]);
      height = readBigEndian(&bytes[at + 12]);
      if (auto failure = checkImageSize(height, width))
        return *failure;
    }
    hasData |= kind == "IDAT";
    if (kind == "IHDR" || kind == "PLTE" || kind == "IDAT" || kind == "IEND")
      picture.insert(picture.end(), bytes.begin() + at, bytes.begin() + at + 12 + length);
    at += 12 + length;
    if (kind == "IEND")
      break;
  }
  if (!hasData)
    return damaged("it has no IDAT chunk");
  return decodeByOpenCv(picture, height, width);
}

} // namespace resnetc
