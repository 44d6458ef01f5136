#include "runtime/fitting/EvaluateNet.h"
#include "runtime/fitting/TrainRun.h"
#include "tests/unit/fitting/FittingFolder.h"
#include "tests/unit/net/Capture.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

using namespace resnetc;
using Catch::Contains;

namespace {

struct Answered {
  int code;
  std::string out, error;
};

Answered evaluate(const EvaluateNetOptions &options) {
  Capture capture;
  int code = evaluateNet(options);
  capture.finish();
  return {code, capture.out, capture.error};
}

} // namespace

TEST_CASE("evaluate prints one JSON object with loss, accuracy, top 5 and confusion", "[fitting]") {
  FittingFolder folder;
  EvaluateNetOptions options{folder.path(), folder.data(), true, 1};
  Answered answered = evaluate(options);
  CAPTURE(answered.error);
  REQUIRE(answered.code == 0);
  auto json = nlohmann::json::parse(answered.out);
  CHECK(json["images"] == 22);
  CHECK(json["accuracy"] == 1.0); // a bright channel is the weights' own idea of its class
  CHECK(json["top5"] == 1.0);
  CHECK(json["confusion"][1][1] == 7);
  CHECK(json["confusion"][0][1] == 0);
  double dark = std::exp(0.2), bright = std::exp(0.7); // means of the channels, within the pattern's unevenness
  CHECK(json["loss"].get<double>() == Approx(-std::log(bright / (bright + 2 * dark + std::exp(0.5)))).margin(0.02));
}

TEST_CASE("evaluate's text tells what was taken for what", "[fitting]") {
  FittingFolder folder;
  folder.write("y.npy", npyOfLabels(std::vector<int32_t>(22, 3)));
  Answered answered = evaluate({folder.path(), folder.data(), false, 1});
  REQUIRE(answered.code == 0);
  CHECK_THAT(answered.out, Contains("accuracy  0.0000") && Contains("class 3") && Contains("0 of 22 right, 8 taken for class 0"));
}

TEST_CASE("in a training's folder class folders go by the trained names, elsewhere by their order", "[fitting]") {
  FittingFolder folder;
  Image green;
  green.height = 4, green.width = 6;
  for (int i = 0; i < 24; ++i)
    green.pixels.insert(green.pixels.end(), {0, 255, 0});
  folder.write("d/leaf/a.png", encodePicture(green, ".png"));
  EvaluateNetOptions options{folder.path(), (folder.path() / "d").native(), true, 1};
  CHECK(nlohmann::json::parse(evaluate(options).out)["confusion"][0][1] == 1);
  REQUIRE(!writeTrainRun(folder.path(), {}));
  REQUIRE(!writeTrainedNames(folder.path(), {"fire", "leaf", "sky"}, 4));
  CHECK(nlohmann::json::parse(evaluate(options).out)["confusion"][1][1] == 1);
  folder.write("d/rose/a.png", encodePicture(green, ".png"));
  Answered answered = evaluate(options);
  CHECK(answered.code == 1);
  CHECK_THAT(answered.error, Contains("rose is none of the 4 classes"));
}

TEST_CASE("data that cannot be used end evaluate with the file's name", "[fitting]") {
  FittingFolder folder;
  folder.write("d/a/x.png", {'<', 'h', 't', 'm', 'l', '>'});
  Answered answered = evaluate({folder.path(), (folder.path() / "d").native(), true, 1});
  CHECK(answered.code == 1);
  CHECK_THAT(answered.error, Contains("x.png"));
  CHECK(answered.out == "");
  folder.write("y.npy", npyOfLabels(std::vector<int32_t>(22, 4)));
  answered = evaluate({folder.path(), folder.data(), true, 1});
  CHECK(answered.code == 1);
  CHECK_THAT(answered.error, Contains("label 4"));
}
