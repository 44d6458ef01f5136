#include "runtime/fitting/GradientsNet.h"
#include "runtime/weights/WeightsFile.h"
#include "tests/unit/fitting/FittingFolder.h"
#include "tests/unit/net/Capture.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <map>

using namespace resnetc;
using Catch::Contains;

namespace {

struct Answered {
  int code;
  std::string error;
};

Answered gradientsOf(const FittingFolder &folder, const std::vector<float> &images, const std::vector<int32_t> &labels) {
  GradientsOptions options;
  options.net = folder.path();
  options.input = folder.write("gx.npy", npyOfImages(images));
  options.labels = folder.write("gy.npy", npyOfLabels(labels));
  options.output = folder.path() / "g.h5";
  options.threads = 2;
  Capture capture;
  int code = gradientsNet(options);
  capture.finish();
  CHECK(capture.out == "");
  return {code, capture.error};
}

std::map<std::string, std::vector<float>> readSets(const std::filesystem::path &file) {
  WeightsError error;
  auto opened = openWeights(file.native(), {}, error);
  CAPTURE(error.text);
  REQUIRE(opened);
  std::map<std::string, std::vector<float>> sets;
  for (size_t i = 0; i < opened->tensors().size(); ++i)
    REQUIRE(opened->read(i, sets[opened->tensors()[i].name], error));
  return sets;
}

} // namespace

TEST_CASE("gradients writes the loss and each parameter's gradient under its name", "[fitting]") {
  FittingFolder folder;
  Answered answered = gradientsOf(folder, std::vector<float>(72, 0.0f), {3});
  CAPTURE(answered.error);
  REQUIRE(answered.code == 0);
  auto sets = readSets(folder.path() / "g.h5");
  REQUIRE(sets.size() == 3);
  double rest = 1 / (3 + std::exp(0.5));
  CHECK(sets["loss"].at(0) == Approx(-std::log(std::exp(0.5) * rest)));
  CHECK(sets["fc/kernel"] == std::vector<float>(12, 0.0f));
  REQUIRE(sets["fc/bias"].size() == 4);
  CHECK(sets["fc/bias"][0] == Approx(rest));
  CHECK(sets["fc/bias"][3] == Approx(-3 * rest));
}

TEST_CASE("a batch that the net is not compiled for is refused with the flag that helps", "[fitting]") {
  FittingFolder folder;
  Answered answered = gradientsOf(folder, brightImages(6), brightLabels(6));
  CHECK(answered.code == 1);
  CHECK_THAT(answered.error, Contains("6 images") && Contains("5 at a time") && Contains("--train 6"));
  CHECK(gradientsOf(folder, brightImages(5), brightLabels(5)).code == 0);
}

TEST_CASE("labels that do not fit and a net without training are the user's errors", "[fitting]") {
  FittingFolder folder;
  CHECK_THAT(gradientsOf(folder, brightImages(2), {0, 4}).error, Contains("gy.npy: label 4 of image 1"));
  CHECK_THAT(gradientsOf(folder, brightImages(2), {0}).error, Contains("1 labels for the 2 images"));
  SetVariable inference("FAKE_INFERENCE", "1");
  Answered answered = gradientsOf(folder, brightImages(2), {0, 1});
  CHECK(answered.code == 1);
  CHECK_THAT(answered.error, Contains("--train N"));
  CHECK(!std::filesystem::exists(folder.path() / "g.h5"));
}
