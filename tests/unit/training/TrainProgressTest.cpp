#include "runtime/training/TrainProgress.h"
#include <catch2/catch.hpp>
#include <cstdlib>
#include <string>

using namespace resnetc;

namespace {

template <class Show> std::string shown(bool terminal, Show show) {
  char *text = nullptr;
  size_t length = 0;
  std::FILE *memory = open_memstream(&text, &length);
  {
    TrainProgress progress(memory, terminal);
    show(progress);
  }
  std::fclose(memory);
  std::string result(text, length);
  std::free(text);
  return result;
}

EpochSoFar halfWay() {
  EpochSoFar epoch;
  epoch.epoch = 2;
  epoch.epochs = 10;
  epoch.steps = 60;
  epoch.stepsTotal = 120;
  epoch.loss = 0.43215;
  epoch.accuracy = 0.875;
  epoch.imagesPerSecond = 1034.4;
  epoch.secondsLeft = 187;
  return epoch;
}

} // namespace

TEST_CASE("on a terminal a step writes Keras's line over itself, no wider than the terminal", "[training]") {
  std::string line = shown(true, [](TrainProgress &progress) { progress.showStep(halfWay()); });
  CHECK(line == "\r 3/10  60/120 - 3:07 left - 1034 images/s - loss: 0.4321 - accuracy: 0.8750\033[K");
}

TEST_CASE("where there is room a bar shows how far the epoch is", "[training]") {
  EpochSoFar epoch = halfWay();
  epoch.epochs = 3;
  epoch.steps = 3;
  epoch.stepsTotal = 6;
  epoch.imagesPerSecond = 0;
  std::string line = shown(true, [&](TrainProgress &progress) { progress.showStep(epoch); });
  CHECK(line == "\rEpoch 3/3 3/6 [========>.......] - 3:07 left - loss: 0.4321 - accuracy: 0.8750\033[K");
}

TEST_CASE("elsewhere there is one line an epoch", "[training]") {
  HistoryRow row;
  row.loss = 0.00001234;
  row.accuracy = 1;
  row.seconds = 3729;
  auto both = [&](TrainProgress &progress) {
    progress.showStep(halfWay());
    progress.showValidation(3, 10);
    progress.showEpoch(halfWay(), row);
  };
  CHECK(shown(false, both) ==
        "Epoch  3/10 - 1:02:09 - 1034 images/s - loss: 1.2340e-05 - accuracy: 1.0000\n");
  row.valLoss = 0.5;
  row.valAccuracy = 0.75;
  CHECK_THAT(shown(false, both), Catch::EndsWith(" - val_loss: 0.5000 - val_accuracy: 0.7500\n"));
  CHECK_THAT(shown(true, both), Catch::Contains("\r\033[KEpoch  3/10 - "));
}
