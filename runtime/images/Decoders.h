// Decoders.h: one decoder per kind of file, each given bytes that start with its magic number.
// A failure's message is the part after the file's name.
#pragma once
#include "runtime/images/ReadImage.h"
#include <optional>

namespace resnetc {

using ImageBytes = std::vector<uint8_t>;

Outcome<Image> decodeJpeg(const ImageBytes &bytes);
Outcome<Image> decodePng(const ImageBytes &bytes);
Outcome<Image> decodeBmp(const ImageBytes &bytes);

/// Refuses sizes that no decoder should see; both come from the file.
std::optional<Failure> checkImageSize(int64_t height, int64_t width);

/// Hands bytes that were checked to OpenCV, which serves PNG and BMP.
Outcome<Image> decodeByOpenCv(const ImageBytes &bytes, int64_t height, int64_t width);

} // namespace resnetc
