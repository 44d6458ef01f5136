#include "tests/unit/images/Pictures.h"
#include <catch2/catch.hpp>
#include <opencv2/imgcodecs.hpp>
#include <turbojpeg.h>

using namespace resnetc;

namespace {

Image decoded(const Bytes &bytes) {
  Outcome<Image> image = decodeImage(bytes, "p");
  INFO((image ? "" : image.failure().message));
  REQUIRE(image);
  return *image;
}

/// What OpenCV makes of the same bytes.
Image decodedByOpenCv(const Bytes &bytes) {
  cv::Mat bgr = cv::imdecode(bytes, cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION);
  Image image{bgr.rows, bgr.cols, {}};
  for (int y = 0; y < bgr.rows; ++y)
    for (int x = 0; x < bgr.cols; ++x)
      for (int c = 2; c >= 0; --c)
        image.pixels.push_back(bgr.at<cv::Vec3b>(y, x)[c]);
  return image;
}

} // namespace

TEST_CASE("PNG and BMP give back the pixels that were drawn, in R, G, B", "[images]") {
  auto ending = GENERATE(".png", ".bmp");
  auto size = GENERATE(std::pair(1, 1), std::pair(7, 5), std::pair(64, 100));
  Image drawn = drawPicture(size.first, size.second);
  CHECK(largestDifference(decoded(encodePicture(drawn, ending)), drawn) == 0);
}

TEST_CASE("a JPEG has the pixels that OpenCV decodes, whatever its subsampling and order", "[images]") {
  auto flags = GENERATE(std::vector<int>{}, std::vector<int>{cv::IMWRITE_JPEG_PROGRESSIVE, 1},
                        std::vector<int>{cv::IMWRITE_JPEG_QUALITY, 40, cv::IMWRITE_JPEG_RST_INTERVAL, 2});
  Bytes bytes = encodePicture(drawPicture(50, 70), ".jpg", flags);
  Image image = decoded(bytes);
  CHECK(largestDifference(image, decodedByOpenCv(bytes)) == 0);
  CHECK(largestDifference(image, drawPicture(50, 70)) < 40);
}

TEST_CASE("grey, 16-bit and transparent pictures become 8-bit RGB", "[images]") {
  cv::Mat grey(9, 8, CV_8UC1, cv::Scalar(77));
  Image image = decoded(encodeMat(grey, GENERATE(".png", ".jpg", ".bmp")));
  CHECK(image.pixels == Bytes(9 * 8 * 3, 77));

  cv::Mat deep(3, 4, CV_16UC3, cv::Scalar(0x1234, 0x5678, 0x9abc)); // B, G, R
  image = decoded(encodeMat(deep, ".png"));
  CHECK(Bytes(image.pixels.begin(), image.pixels.begin() + 3) == Bytes{0x9a, 0x56, 0x12});

  cv::Mat clear(3, 4, CV_8UC4, cv::Scalar(1, 2, 3, 0)); // colours under full transparency stay
  image = decoded(encodeMat(clear, ".png"));
  CHECK(Bytes(image.pixels.begin(), image.pixels.begin() + 3) == Bytes{3, 2, 1});
}

TEST_CASE("a picture of one bit a pixel is read", "[images]") {
  cv::Mat grey(8, 16, CV_8UC1, cv::Scalar(255));
  Image image = decoded(encodeMat(grey, ".png", {cv::IMWRITE_PNG_BILEVEL, 1}));
  CHECK(image.pixels == Bytes(8 * 16 * 3, 255));
}

TEST_CASE("a CMYK JPEG is light through inks, stored inverted", "[images]") {
  Bytes inks;
  for (int i = 0; i < 16 * 16; ++i)
    inks.insert(inks.end(), {200, 100, 50, 255}); // what the inks let pass
  unsigned char *jpeg = nullptr;
  unsigned long size = 0;
  tjhandle compressor = tjInitCompress();
  REQUIRE(tjCompress2(compressor, inks.data(), 16, 0, 16, TJPF_CMYK, &jpeg, &size, TJSAMP_444, 100, 0) == 0);
  Image image = decoded(Bytes(jpeg, jpeg + size));
  tjFree(jpeg);
  tjDestroy(compressor);
  CHECK(largestDifference(image, Image{16, 16, [] {
                            Bytes rgb;
                            for (int i = 0; i < 256; ++i)
                              rgb.insert(rgb.end(), {200, 100, 50});
                            return rgb;
                          }()}) <= 3);
}

TEST_CASE("EXIF's orientation does not turn a picture", "[images]") {
  Bytes jpeg = encodePicture(drawPicture(20, 40), ".jpg");
  // APP1 with one little-endian entry: tag 0x0112 (orientation), type 3, count 1, value 6 (a quarter turn).
  const Bytes exif = {0xff, 0xe1, 0,    34, 'E', 'x', 'i', 'f', 0, 0, 'I', 'I', 42, 0, 8, 0, 0, 0,
                      1,    0,    0x12, 1,  3,   0,   1,   0,   0, 0, 6,   0,   0,  0, 0, 0, 0, 0};
  jpeg.insert(jpeg.begin() + 2, exif.begin(), exif.end());
  REQUIRE(cv::imdecode(jpeg, cv::IMREAD_COLOR).rows == 40); // the entry is one that turns
  Image image = decoded(jpeg);
  CHECK(image.height == 20);
  CHECK(image.width == 40);
}

TEST_CASE("the first bytes decide, not the name", "[images]") {
  TestFolder folder;
  Outcome<Image> image = readImage(folder.write("photo.jpg", encodePicture(drawPicture(5, 6), ".png")));
  REQUIRE(image);
  CHECK(image->width == 6);
}
