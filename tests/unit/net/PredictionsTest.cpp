#include "runtime/net/Predictions.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

using namespace resnetc;

namespace {

std::vector<int> ranked(const std::vector<float> &probabilities, int count) {
  std::vector<int> indices;
  for (const RankedClass &entry : rankClasses(probabilities.data(), int(probabilities.size()), count))
    indices.push_back(entry.index);
  return indices;
}

const std::vector<Prediction> twoPredictions = {{"a, b.png", {{1, 0.1f}, {0, 0.05f}}}, {"c\xe9.png", {{0, NAN}}}};
const std::vector<std::string> twoNames = {"cat", "\"big\" dog"};

} // namespace

TEST_CASE("classes rank by probability, equal ones by index, NaN last", "[net]") {
  CHECK(ranked({0.1f, 0.5f, 0.1f, 0.3f}, 3) == std::vector<int>{1, 3, 0});
  CHECK(ranked({0.2f, 0.2f}, 5) == std::vector<int>{0, 1});
  CHECK(ranked({NAN, 0.1f, NAN, 0.2f}, 4) == std::vector<int>{3, 1, 0, 2});
}

TEST_CASE("the text shows percentages, names and bars", "[net]") {
  CHECK(printText({"cat.jpg", {{1, 0.75f}, {0, 0.25f}}}, {"a cat", "dog"}) == "cat.jpg\n"
                                                                         "   75.00 %  dog    ##################\n"
                                                                         "   25.00 %  a cat  ######\n");
  CHECK(printText({"x\x1b", {{7, 0.001f}}}, {}) == "x\\x1b\n    0.10 %  class 7\n");
}

TEST_CASE("JSON has each picture's classes with digits that read back to the same bits", "[net]") {
  std::string text = printJson(twoPredictions, twoNames);
  auto json = nlohmann::json::parse(text);
  CHECK(json["images"].size() == 2);
  CHECK(json["images"][0]["file"] == "a, b.png");
  CHECK(json["images"][0]["top"][0]["class"] == 1);
  CHECK(json["images"][0]["top"][0]["name"] == "\"big\" dog");
  CHECK(float(json["images"][0]["top"][0]["probability"]) == 0.1f);
  CHECK(text.find("\"probability\": 0.1\n") != std::string::npos);
  CHECK(json["images"][1]["file"] == "c\xef\xbf\xbd.png");
  CHECK(json["images"][1]["top"][0]["probability"].is_null());
  CHECK(!nlohmann::json::parse(printJson(twoPredictions, {}))["images"][0]["top"][0].contains("name"));
}

TEST_CASE("CSV quotes what has commas or quotes", "[net]") {
  CHECK(printCsv({twoPredictions[0]}, twoNames) == "file,rank,class,name,probability\n"
                                                   "\"a, b.png\",1,1,\"\"\"big\"\" dog\",0.1\n"
                                                   "\"a, b.png\",2,0,cat,0.05\n");
}
