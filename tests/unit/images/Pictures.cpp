// Pictures: see Pictures.h.
#include "tests/unit/images/Pictures.h"
#include <cstdlib>
#include <fstream>
#include <opencv2/imgcodecs.hpp>

namespace fs = std::filesystem;

namespace resnetc {

Image drawPicture(int height, int width) {
  Image image{height, width, Bytes(size_t(height) * width * 3)};
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      uint8_t *pixel = &image.pixels[(size_t(y) * width + x) * 3];
      pixel[0] = uint8_t(255 * x / width);
      pixel[1] = uint8_t(255 * y / height);
      pixel[2] = uint8_t(128 + 100 * (x + y) / (height + width));
    }
  return image;
}

Bytes encodeMat(const cv::Mat &mat, const std::string &ending, const std::vector<int> &flags) {
  Bytes bytes;
  if (!cv::imencode(ending, mat, bytes, flags))
    std::abort();
  return bytes;
}

Bytes encodePicture(const Image &image, const std::string &ending, const std::vector<int> &flags) {
  cv::Mat bgr(image.height, image.width, CV_8UC3);
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x)
      for (int c = 0; c < 3; ++c)
        bgr.at<cv::Vec3b>(y, x)[2 - c] = image.pixels[(size_t(y) * image.width + x) * 3 + c];
  return encodeMat(bgr, ending, flags);
}

int largestDifference(const Image &a, const Image &b) {
  if (a.height != b.height || a.width != b.width || a.pixels.size() != b.pixels.size())
    return 256;
  int largest = 0;
  for (size_t i = 0; i < a.pixels.size(); ++i)
    largest = std::max(largest, std::abs(a.pixels[i] - b.pixels[i]));
  return largest;
}

TestFolder::TestFolder() {
  std::string name = (fs::temp_directory_path() / "resnetc-test-XXXXXX").native();
  if (!mkdtemp(name.data()))
    std::abort();
  folder = name;
}

TestFolder::~TestFolder() {
  std::error_code ignored;
  fs::remove_all(folder, ignored);
}

fs::path TestFolder::write(const std::string &name, const Bytes &bytes) const {
  fs::path file = folder / name;
  fs::create_directories(file.parent_path());
  std::ofstream stream(file, std::ios::binary);
  stream.write(reinterpret_cast<const char *>(bytes.data()), std::streamsize(bytes.size()));
  return file;
}

} // namespace resnetc
