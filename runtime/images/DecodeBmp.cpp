// DecodeBmp: checks what a BMP's header promises against the file before OpenCV sees it.
#include "runtime/images/Decoders.h"
#include <cstdlib>

namespace resnetc {
namespace {

struct BmpHeader {
  int64_t dataOffset, headerBytes, width, height, bitsPerPixel, compression;
};

template <class T> T readLittleEndian(const ImageBytes &bytes, size_t at) {
  T value = 0;
  for (size_t i = 0; i < sizeof(T); ++i)
    value = static_cast<T>(value | static_cast<T>(static_cast<T>(bytes[at + i]) << (8 * i)));
  return value;
}

/// A header of OS/2 (12 bytes) or Windows (40 and more); the bytes must hold it.
BmpHeader readHeader(const ImageBytes &bytes) {
  BmpHeader header{};
  header.dataOffset = readLittleEndian<uint32_t>(bytes, 10);
  header.headerBytes = readLittleEndian<uint32_t>(bytes, 14);
  if (header.headerBytes == 12) {
    header.width = readLittleEndian<uint16_t>(bytes, 18);
    header.height = readLittleEndian<uint16_t>(bytes, 20);
    header.bitsPerPixel = readLittleEndian<uint16_t>(bytes, 24);
  } else {
    header.width = static_cast<int32_t>(readLittleEndian<uint32_t>(bytes, 18));
    header.height = std::llabs(static_cast<int32_t>(readLittleEndian<uint32_t>(bytes, 22))); // < 0: top row first
    header.bitsPerPixel = readLittleEndian<uint16_t>(bytes, 28);
    header.compression = readLittleEndian<uint32_t>(bytes, 30);
  }
  return header;
}

Failure damaged(const std::string &why) { return {Blame::User, "damaged or truncated BMP (" + why + ")"}; }

} // namespace

Outcome<Image> decodeBmp(const ImageBytes &bytes) {
  constexpr size_t fileHeaderBytes = 14;
  if (bytes.size() < fileHeaderBytes + 12)
    return damaged("it ends inside its header");
  int64_t headerBytes = readLittleEndian<uint32_t>(bytes, fileHeaderBytes);
  if (headerBytes != 12 && (headerBytes < 40 || headerBytes > 124))
    return damaged("its header is of no known kind");
  if (int64_t(bytes.size()) < int64_t(fileHeaderBytes) + headerBytes)
    return damaged("it ends inside its header");
  BmpHeader header = readHeader(bytes);
  if (auto failure = checkImageSize(header.height, header.width))
    return *failure;
  constexpr int64_t none = 0, runLength8 = 1, runLength4 = 2, bitFields = 3;
  bool plain = header.compression == none || header.compression == bitFields;
  if (!plain && header.compression != runLength8 && header.compression != runLength4)
    return damaged("its compression is of no known kind");
  int64_t rowBytes = (header.width * header.bitsPerPixel + 31) / 32 * 4;
  if (header.dataOffset >= int64_t(bytes.size()) ||
      (plain && header.dataOffset + rowBytes * header.height > int64_t(bytes.size())))
    return damaged("it is shorter than its header says");
  return decodeByOpenCv(bytes, header.height, header.width);
}

} // namespace resnetc
