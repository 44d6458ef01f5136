#include "runtime/images/ResizeImage.h"
#include "tests/unit/images/Pictures.h"
#include <catch2/catch.hpp>
#include <numeric>

using namespace resnetc;

namespace {

/// One channel's values down or along a picture that is one pixel wide or high.
std::vector<int> redOf(const Image &image) {
  std::vector<int> values;
  for (size_t i = 0; i < image.pixels.size(); i += 3)
    values.push_back(image.pixels[i]);
  return values;
}

Image greyRow(const std::vector<int> &values) {
  Image image{1, int(values.size()), {}};
  for (int value : values)
    image.pixels.insert(image.pixels.end(), 3, uint8_t(value));
  return image;
}

Image stretched(const Image &image, int height, int width, Resampling resampling) {
  return resizeImage(image, {height, width, Fit::Stretch, resampling, 0});
}

} // namespace

TEST_CASE("a picture of the wanted size is not changed", "[images]") {
  auto resampling = GENERATE(Resampling::Nearest, Resampling::Bilinear, Resampling::Area);
  Image image = drawPicture(13, 17);
  CHECK(largestDifference(stretched(image, 13, 17, resampling), image) == 0);
  CHECK(largestDifference(resizeImage(image, {13, 13, Fit::ShorterSideAndCrop, resampling, 13}),
                          resampleWindow(image, resampling, 13, 17, 0, 2, 13, 13)) == 0);
}

TEST_CASE("one colour stays that colour at every size", "[images]") {
  auto resampling = GENERATE(Resampling::Nearest, Resampling::Bilinear, Resampling::Area);
  auto size = GENERATE(1, 3, 10, 64, 99);
  Image image{10, 12, Bytes(10 * 12 * 3, 201)};
  CHECK(stretched(image, size, size + 1, resampling).pixels == Bytes(size_t(size) * (size + 1) * 3, 201));
}

// The figures of the next three cases are those of Pillow's Image.resize, worked out by hand from its definition.
TEST_CASE("nearest takes the pixel under the centre", "[images]") {
  CHECK(redOf(stretched(greyRow({0, 10, 20, 30, 40}), 1, 3, Resampling::Nearest)) == std::vector<int>{0, 20, 40});
  CHECK(redOf(stretched(greyRow({0, 10, 20, 30}), 1, 2, Resampling::Nearest)) == std::vector<int>{10, 30});
  CHECK(redOf(stretched(greyRow({7, 9}), 1, 4, Resampling::Nearest)) == std::vector<int>{7, 7, 9, 9});
}

TEST_CASE("area averages the pixels that an output covers", "[images]") {
  CHECK(redOf(stretched(greyRow({0, 10, 20, 30}), 1, 2, Resampling::Area)) == std::vector<int>{5, 25});
  CHECK(redOf(stretched(greyRow({0, 100, 0, 60, 60, 60}), 1, 2, Resampling::Area)) == std::vector<int>{33, 60});
}

TEST_CASE("bilinear interpolates when it enlarges, and weighs by a triangle when it shrinks", "[images]") {
  CHECK(redOf(stretched(greyRow({0, 100}), 1, 4, Resampling::Bilinear)) == std::vector<int>{0, 25, 75, 100});
  // Centres 1 and 3, support 2: weights 3/4 3/4 1/4 of pixels 0 1 2, divided by their sum 7/4.
  CHECK(redOf(stretched(greyRow({0, 70, 140, 210}), 1, 2, Resampling::Bilinear)) == std::vector<int>{50, 160});
}

TEST_CASE("rows are resampled as columns are", "[images]") {
  auto resampling = GENERATE(Resampling::Nearest, Resampling::Bilinear, Resampling::Area);
  Image row = greyRow({3, 200, 14, 90, 250, 6, 77});
  Image column{row.width, 1, row.pixels};
  CHECK(redOf(stretched(column, 3, 1, resampling)) == redOf(stretched(row, 1, 3, resampling)));
  CHECK(redOf(stretched(column, 12, 1, resampling)) == redOf(stretched(row, 1, 12, resampling)));
}

TEST_CASE("a window has the pixels of the whole scaled picture", "[images]") {
  auto resampling = GENERATE(Resampling::Nearest, Resampling::Bilinear, Resampling::Area);
  auto scaled = GENERATE(11, 60);
  Image image = drawPicture(30, 40);
  Image whole = resampleWindow(image, resampling, scaled, scaled + 3, 0, 0, scaled, scaled + 3);
  Image window = resampleWindow(image, resampling, scaled, scaled + 3, 2, 4, 7, 6);
  for (int y = 0; y < 7; ++y)
    for (int i = 0; i < 6 * 3; ++i)
      REQUIRE(window.pixels[size_t(y) * 18 + i] == whole.pixels[(size_t(y + 2) * (scaled + 3) + 4) * 3 + i]);
}

TEST_CASE("shorter side and crop takes the middle, half a pixel to even as torchvision", "[images]") {
  // Already 4 high, so only the crop acts: of 4 x width, columns from round((width - 4) / 2).
  auto [width, from] = GENERATE(std::pair(4, 0), std::pair(5, 0), std::pair(6, 1), std::pair(7, 2), std::pair(9, 2),
                                std::pair(11, 4));
  Image image{4, width, {}};
  for (int y = 0; y < 4; ++y)
    for (int x = 0; x < width; ++x)
      image.pixels.insert(image.pixels.end(), 3, uint8_t(x));
  Image middle = resizeImage(image, {4, 4, Fit::ShorterSideAndCrop, Resampling::Bilinear, 4});
  CAPTURE(width);
  CHECK(middle.pixels[0] == from);
  CHECK(middle.pixels[9] == from + 3);
}

TEST_CASE("where the scaled picture is smaller than the crop, the border is black", "[images]") {
  Image white{8, 8, Bytes(8 * 8 * 3, 255)};
  Image framed = resizeImage(white, {7, 7, Fit::ShorterSideAndCrop, Resampling::Bilinear, 4});
  CHECK(framed.pixels[(size_t(0) * 7 + 3) * 3] == 0);
  CHECK(framed.pixels[(size_t(1) * 7 + 1) * 3] == 255);
  CHECK(framed.pixels[(size_t(4) * 7 + 4) * 3] == 255);
  CHECK(framed.pixels[(size_t(5) * 7 + 3) * 3] == 0);
  CHECK(std::accumulate(framed.pixels.begin(), framed.pixels.end(), 0) == 16 * 3 * 255);
}

TEST_CASE("a picture of one row and 65535 columns costs no more than its crop", "[images]") {
  Image row{1, 65535, Bytes(65535 * 3, 90)};
  auto resampling = GENERATE(Resampling::Nearest, Resampling::Bilinear, Resampling::Area);
  Image middle = resizeImage(row, {224, 224, Fit::ShorterSideAndCrop, resampling, 256});
  CHECK(middle.pixels == Bytes(224 * 224 * 3, 90));
}
