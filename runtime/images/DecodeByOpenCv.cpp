// DecodeByOpenCv: the one call of OpenCV's decoders, for bytes whose kind and size were checked.
#include "runtime/images/Decoders.h"
#include <opencv2/imgcodecs.hpp>

namespace resnetc {

Outcome<Image> decodeByOpenCv(const ImageBytes &bytes, int64_t height, int64_t width) {
  cv::Mat decoded;
  try {
    // IMREAD_COLOR makes 8-bit BGR of everything: grey, palette, alpha, 16 bits.
    decoded = cv::imdecode(bytes, cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION);
  } catch (const cv::Exception &exception) {
    if (exception.code == cv::Error::StsNoMem)
      return Failure{Blame::World, "no memory to decode it"};
    decoded = cv::Mat();
  }
  if (decoded.empty() || decoded.type() != CV_8UC3 || decoded.rows != height || decoded.cols != width)
    return Failure{Blame::User, "damaged picture (its pixels cannot be decoded)"};
  Image image{decoded.rows, decoded.cols, std::vector<uint8_t>(size_t(decoded.rows) * decoded.cols * 3)};
  for (int y = 0; y < image.height; ++y) {
    const uint8_t *bgr = decoded.ptr<uint8_t>(y);
    uint8_t *rgb = &image.pixels[size_t(y) * image.width * 3];
    for (int x = 0; x < image.width; ++x)
      for (int c = 0; c < 3; ++c)
        rgb[x * 3 + c] = bgr[x * 3 + 2 - c];
  }
  return image;
}

} // namespace resnetc
