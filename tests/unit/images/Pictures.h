// Pictures: what the tests of this folder draw, encode and write.
#pragma once
#include "runtime/images/ReadImage.h"
#include <filesystem>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

namespace resnetc {

using Bytes = std::vector<uint8_t>;

/// A smooth picture with a different slope in each channel; R, G, B.
Image drawPicture(int height, int width);

/// By OpenCV, ending .jpg .png .bmp; `flags` as in cv::imencode.
Bytes encodePicture(const Image &image, const std::string &ending, const std::vector<int> &flags = {});
Bytes encodeMat(const cv::Mat &mat, const std::string &ending, const std::vector<int> &flags = {});

/// Largest difference of two pictures of one size; 256 if the sizes differ.
int largestDifference(const Image &a, const Image &b);

/// A folder of its own for one test, removed at the end.
class TestFolder {
public:
  TestFolder();
  ~TestFolder();
  const std::filesystem::path &path() const { return folder; }
  std::filesystem::path write(const std::string &name, const Bytes &bytes) const;

private:
  std::filesystem::path folder;
};

} // namespace resnetc
