#include "runtime/net/PredictImages.h"
#include "tests/unit/net/Capture.h"
#include "tests/unit/net/NetFolder.h"
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

using namespace resnetc;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

struct Answered {
  int code;
  std::string out, error;
};

Answered predict(PredictOptions options) {
  options.threads = options.threads ? options.threads : 2;
  Capture capture;
  int code = predictImages(options);
  capture.finish();
  return {code, capture.out, capture.error};
}

/// A picture of one colour: fake_net.c calls red 0, green 1, blue 2 and anything dark 3.
Bytes paint(uint8_t r, uint8_t g, uint8_t b) {
  Image image{10, 20, {}};
  for (int i = 0; i < 200; ++i)
    image.pixels.insert(image.pixels.end(), {r, g, b});
  return encodePicture(image, ".png");
}

PredictOptions optionsFor(const NetFolder &folder) {
  PredictOptions options;
  options.net = folder.path();
  options.images = {folder.path() / "photos"};
  return options;
}

size_t countOf(const std::string &text, const std::string &word) {
  size_t count = 0;
  for (size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
    ++count;
  return count;
}

void writePhotos(const NetFolder &folder) {
  folder.write("photos/a.png", paint(255, 0, 0));
  folder.write("photos/b.png", paint(0, 255, 0));
  folder.write("photos/c.png", paint(0, 0, 255));
  folder.write("photos/d/e.png", paint(9, 9, 9));
}

} // namespace

TEST_CASE("predict names the most probable classes of each picture of a folder, in order", "[net]") {
  NetFolder folder;
  writePhotos(folder);
  folder.write("classes.txt", {'r', '\n', 'g', '\n', 'b', '\n', 'd', '\n'});
  PredictOptions options = optionsFor(folder);
  options.json = true;
  options.top = GENERATE(1, 4, 9);
  Answered answered = predict(options);
  CAPTURE(answered.error);
  REQUIRE(answered.code == 0);
  CHECK(answered.error == "");
  auto images = nlohmann::json::parse(answered.out)["images"];
  REQUIRE(images.size() == 4);
  for (size_t i = 0; i < 4; ++i) {
    CHECK(images[i]["top"].size() == size_t(std::min(options.top, 4)));
    CHECK(images[i]["top"][0]["class"] == i);
    CHECK(images[i]["top"][0]["name"] == std::string(1, "rgbd"[i]));
  }
  CHECK_THAT(std::string(images[3]["file"]), Contains("photos/d/e.png"));
}

TEST_CASE("a picture that cannot be read is named once, the others are predicted, and the exit code is 1", "[net]") {
  NetFolder folder;
  writePhotos(folder);
  folder.write("photos/bad.jpg", {'<', 'h', 't', 'm', 'l', '>'});
  for (int i = 0; i < 9; ++i) // more than one group
    folder.write("photos/more" + std::to_string(i) + ".png", paint(0, 255, 0));
  Answered answered = predict(optionsFor(folder));
  CHECK(answered.code == 1);
  CHECK(countOf(answered.error, "bad.jpg") == 1);
  CHECK(countOf(answered.error, "\n") == 1);
  CHECK(countOf(answered.out, "bad.jpg") == 0);
  CHECK(countOf(answered.out, ".png\n") == 13);
}

TEST_CASE("a table is written whole to a file, or to standard output", "[net]") {
  NetFolder folder;
  writePhotos(folder);
  PredictOptions options = optionsFor(folder);
  options.top = 1;
  options.csv = "-";
  Answered answered = predict(options);
  CHECK(answered.code == 0);
  CHECK(countOf(answered.out, "\n") == 5);
  options.csv = folder.path() / "p.csv";
  Answered quiet = predict(options);
  CHECK(quiet.out == "");
  std::ifstream stream(options.csv);
  std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  CHECK(text == answered.out);
}

TEST_CASE("what predict cannot do is told before any picture is read", "[net]") {
  NetFolder folder;
  writePhotos(folder);
  PredictOptions options = optionsFor(folder);
  options.classes = folder.write("names.txt", {'r', '\n', 'g', '\n'});
  Answered answered = predict(options);
  CHECK(answered.code == 1);
  CHECK_THAT(answered.error, Contains("names.txt") && Contains("2 names") && Contains("4 classes"));
  CHECK(answered.out == "");
  options = optionsFor(folder);
  options.images = {folder.path() / "absent"};
  answered = predict(options);
  CHECK(answered.code == 1);
  CHECK(countOf(answered.error, "absent") == 1);
  SetVariable status("FAKE_STATUS", "5");
  answered = predict(optionsFor(folder));
  CHECK(answered.code == 3);
  CHECK(countOf(answered.error, "\n") == 1);
  CHECK_THAT(answered.error, Contains("the processor lacks a feature") && Contains("x86-64-v2"));
}
