// ReadImage.h: a picture file becomes 8-bit RGB pixels, or a sentence that says why not.
#pragma once
#include "runtime/images/Outcome.h"
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace resnetc {

/// height x width x 3 bytes, R, G, B, rows from top to bottom without gaps.
struct Image {
  int height = 0, width = 0;
  std::vector<uint8_t> pixels;
};

/// What a header may ask for before anything is decoded.
constexpr int64_t maxImagePixels = 64 << 20;
constexpr int64_t maxImageSide = 65535;

/// Reads JPEG, PNG and BMP; the first bytes decide, never the name. Grey, palette, 16-bit and CMYK pictures
/// become 8-bit RGB, an alpha channel is dropped, EXIF's orientation is ignored: what Keras does.
///
/// Strict: a JPEG that makes libjpeg warn (cut short, damaged), a PNG with a wrong checksum or no end, a BMP
/// shorter than its header says are refused, where viewers show grey rows. At most maxImagePixels, maxImageSide.
///
/// The failure's message starts with the file's name; `User` unless disk or memory failed. Any thread.
Outcome<Image> readImage(const std::filesystem::path &file);

/// The same for bytes in memory; `name` starts the message.
Outcome<Image> decodeImage(const std::vector<uint8_t> &bytes, const std::string &name);

} // namespace resnetc
