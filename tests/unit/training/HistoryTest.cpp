#include "runtime/training/DoubleText.h"
#include "runtime/training/LearningCurves.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace resnetc;

namespace {

HistoryRow rowOf(int64_t epoch, double loss, std::optional<double> valLoss) {
  HistoryRow row;
  row.epoch = epoch;
  row.accuracy = 0.5;
  row.loss = loss;
  row.valLoss = row.valAccuracy = valLoss;
  row.seconds = 1.25;
  return row;
}

size_t countOf(const std::string &text, const std::string &word) {
  size_t count = 0;
  for (size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
    ++count;
  return count;
}

} // namespace

TEST_CASE("numbers have the shortest digits that read back to the same bits", "[training]") {
  CHECK(printDouble(0.1) == "0.1");
  CHECK(printDouble(1e-5) == "1e-05");
  CHECK(printDouble(-std::nan("")) == "nan");
  for (double value : {0.1 + 0.2, 1.0 / 3, 5e-324, 1.7976931348623157e308, 123456789.125,
                       std::numeric_limits<double>::infinity()}) {
    double back = 0;
    CHECK(parseDouble(printDouble(value), back));
    CHECK(back == value);
  }
  double back;
  CHECK(!parseDouble("1x", back));
  CHECK(!parseDouble("", back));
}

TEST_CASE("history.csv has Keras's columns and seconds, empty ones without validation", "[training]") {
  CHECK(printHistory({rowOf(0, 2.5, 0.75), rowOf(1, 1.0 / 3, std::nullopt)}) ==
        "epoch,accuracy,loss,val_accuracy,val_loss,seconds\n"
        "0,0.5,2.5,0.75,0.75,1.25\n"
        "1,0.5,0.3333333333333333,,,1.25\n");
}

TEST_CASE("learning curves have a line for training and validation in both charts, and a legend", "[training]") {
  std::string svg = drawLearningCurves("net <1>", {rowOf(0, 2.5, 2.0), rowOf(1, 1.5, 1.75), rowOf(2, 1.25, 1.5)});
  CHECK(svg.substr(0, 4) == "<svg");
  CHECK(countOf(svg, "<polyline class=\"training") == 2);
  CHECK(countOf(svg, "<polyline class=\"validation") == 2);
  CHECK(countOf(svg, ">validation<") == 1);
  CHECK(countOf(svg, "net &lt;1&gt;") == 2);
  CHECK(countOf(svg, "prefers-color-scheme: dark") == 1);
  CHECK(countOf(svg, ">epoch<") == 2);
  CHECK_THAT(svg, Catch::Contains(">1.2<") && Catch::Contains(">2.6<"));
}

TEST_CASE("learning curves of no, one, equal or broken epochs can be drawn", "[training]") {
  const double nan = std::nan("");
  CHECK(countOf(drawLearningCurves("n", {}), "polyline") == 0);
  std::string one = drawLearningCurves("n", {rowOf(0, 1, std::nullopt)});
  CHECK(countOf(one, "<circle") == 2);
  CHECK(countOf(one, "validation\"") == 0);
  for (const History &history : {History{rowOf(0, 1, 1.0), rowOf(1, 1, 1.0)}, History{rowOf(0, nan, nan)},
                                 History{rowOf(0, 1e300, 1.0), rowOf(1, -1e300, 0.0)}})
    CHECK(countOf(drawLearningCurves("n", history), "nan") == 0);
  std::string gap = drawLearningCurves("n", {rowOf(0, 2, 1.0), rowOf(1, nan, 1.0), rowOf(2, 1, 1.0)});
  CHECK(countOf(gap, "<polyline class=\"training") == 3);
}
