#include "tests/unit/images/Pictures.h"
#include <catch2/catch.hpp>
#include <opencv2/imgcodecs.hpp>
#include <sys/stat.h>
#include <unistd.h>

using namespace resnetc;
using Catch::Contains;
using Catch::StartsWith;

namespace {

/// The message; "" if it was read.
std::string problemOf(const Bytes &bytes) {
  Outcome<Image> image = decodeImage(bytes, "p.jpg");
  if (image)
    return "";
  CHECK(image.failure().blame == Blame::User);
  return image.failure().message;
}

Bytes bytesOf(const std::string &text) { return Bytes(text.begin(), text.end()); }

void setBigEndian(Bytes &bytes, size_t at, uint32_t value) {
  for (int i = 0; i < 4; ++i)
    bytes[at + i] = uint8_t(value >> (24 - 8 * i));
}

/// Bit by bit, as the specification defines it.
uint32_t crcOf(const uint8_t *bytes, size_t count) {
  uint32_t crc = ~0u;
  for (size_t i = 0; i < count; ++i) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; ++bit)
      crc = crc & 1 ? crc >> 1 ^ 0xedb88320u : crc >> 1;
  }
  return ~crc;
}

} // namespace

TEST_CASE("a picture cut short anywhere is refused", "[images]") {
  auto ending = GENERATE(".jpg", ".png", ".bmp");
  auto progressive = GENERATE(0, 1);
  Bytes whole = encodePicture(drawPicture(40, 60), ending, {cv::IMWRITE_JPEG_PROGRESSIVE, progressive});
  REQUIRE(problemOf(whole) == "");
  for (size_t length = 0; length < whole.size(); length += length < 700 ? 1 : 37) {
    CAPTURE(ending, progressive, length, whole.size());
    REQUIRE_THAT(problemOf(Bytes(whole.begin(), whole.begin() + length)), StartsWith("p.jpg: "));
  }
  for (size_t cut : {1, 2, 3}) // the end's own bytes
    CHECK(problemOf(Bytes(whole.begin(), whole.end() - cut)) != "");
}

TEST_CASE("a flipped bit in a PNG is refused by its checksum", "[images]") {
  Bytes whole = encodePicture(drawPicture(20, 30), ".png");
  for (size_t at = 8; at < whole.size(); ++at) {
    Bytes damaged = whole;
    damaged[at] ^= 0x10;
    CAPTURE(at);
    REQUIRE(problemOf(damaged) != "");
  }
}

TEST_CASE("random damage is survived in every format", "[images]") {
  auto ending = GENERATE(".jpg", ".png", ".bmp");
  Bytes whole = encodePicture(drawPicture(24, 33), ending);
  uint32_t state = 7;
  auto next = [&](size_t below) { return size_t((state = state * 1664525u + 1013904223u) >> 8) % below; };
  for (int i = 0; i < 300; ++i) {
    Bytes damaged = whole;
    for (size_t k = 0; k <= next(4); ++k)
      damaged[next(damaged.size())] = uint8_t(next(256));
    Outcome<Image> image = decodeImage(damaged, "p");
    REQUIRE((!image || image->pixels.size() == size_t(image->height) * image->width * 3));
  }
}

TEST_CASE("a header that asks for more than 64 megapixels is refused before anything is decoded", "[images]") {
  Bytes png = encodePicture(drawPicture(8, 8), ".png");
  setBigEndian(png, 16, 30000);
  setBigEndian(png, 20, 30000);
  setBigEndian(png, 29, crcOf(&png[12], 17));
  CHECK_THAT(problemOf(png), Contains("30000 x 30000 pixels"));
  setBigEndian(png, 16, 0);
  setBigEndian(png, 29, crcOf(&png[12], 17));
  CHECK_THAT(problemOf(png), Contains("0 x 30000"));

  Bytes jpeg = encodePicture(drawPicture(8, 8), ".jpg");
  for (size_t at = 2; at + 9 < jpeg.size(); ++at)
    if (jpeg[at] == 0xff && jpeg[at + 1] == 0xc0) // the frame: length, precision, height, width
      for (size_t i = 5; i < 9; ++i)
        jpeg[at + i] = 0xfa;
  CHECK_THAT(problemOf(jpeg), Contains("64250 x 64250"));

  Bytes bmp = encodePicture(drawPicture(8, 8), ".bmp");
  bmp[20] = bmp[24] = 1; // 65544 x 65544
  CHECK_THAT(problemOf(bmp), Contains("65544 x 65544"));
}

TEST_CASE("a file that is no picture is called what it is", "[images]") {
  CHECK_THAT(problemOf({}), Contains("empty"));
  CHECK_THAT(problemOf(bytesOf("<!DOCTYPE html><html>404</html>")), Contains("HTML"));
  CHECK_THAT(problemOf(bytesOf("\n  <html>")), Contains("HTML"));
  CHECK_THAT(problemOf(bytesOf("GIF89a......")), Contains("GIF"));
  CHECK_THAT(problemOf(bytesOf("RIFF....WEBPVP8 ")), Contains("WebP"));
  CHECK_THAT(problemOf(bytesOf(std::string("MM\0*....", 8))), Contains("TIFF"));
  CHECK_THAT(problemOf(bytesOf("....ftypheic")), Contains("HEIC"));
  CHECK_THAT(problemOf(bytesOf("%PDF-1.4")), Contains("PDF"));
  CHECK_THAT(problemOf(bytesOf("BM")), Contains("BMP"));
  CHECK_THAT(problemOf(bytesOf("hello")), Contains("JPEG, PNG and BMP are read"));
}

TEST_CASE("files that cannot be read are named with the reason", "[images]") {
  TestFolder folder;
  auto messageOf = [](const std::filesystem::path &file) {
    Outcome<Image> image = readImage(file);
    return image ? std::string() : image.failure().message;
  };
  CHECK_THAT(messageOf(folder.path() / "absent.png"), Contains("absent.png: cannot be read: No such file"));
  CHECK_THAT(messageOf(folder.path()), Contains("folder"));
  std::filesystem::create_symlink("loop.png", folder.path() / "loop.png");
  CHECK_THAT(messageOf(folder.path() / "loop.png"), Contains("loop.png: cannot be read"));
  REQUIRE(mkfifo((folder.path() / "pipe.png").c_str(), 0600) == 0);
  CHECK_THAT(messageOf(folder.path() / "pipe.png"), Contains("not a regular file"));
  CHECK_THAT(messageOf(folder.write("caf\xe9\x1b.png", {})), Contains("caf\\xe9\\x1b.png: the file is empty"));
  if (geteuid() != 0) { // root reads everything
    auto file = folder.write("secret.png", encodePicture(drawPicture(2, 2), ".png"));
    chmod(file.c_str(), 0);
    CHECK_THAT(messageOf(file), Contains("Permission denied"));
  }
}
