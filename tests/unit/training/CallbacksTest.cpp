#include "runtime/training/Callbacks.h"
#include <catch2/catch.hpp>
#include <cmath>

using namespace resnetc;

namespace {

const double notANumber = std::numeric_limits<double>::quiet_NaN();

HistoryRow rowOf(int64_t epoch, double valLoss) {
  HistoryRow row;
  row.epoch = epoch;
  row.loss = row.accuracy = 0.5;
  row.valLoss = row.valAccuracy = valLoss;
  return row;
}

/// The epoch, from 0, after which the rule stops; -1 if it never does.
int stopsAfter(const CallbackRule &rule, const std::vector<double> &values) {
  std::vector<CallbackMemory> memory(1);
  double rate = 1;
  for (size_t epoch = 0; epoch < values.size(); ++epoch)
    if (endEpoch({rule}, rowOf(int64_t(epoch), values[epoch]), memory, rate).stop)
      return int(epoch);
  return -1;
}

/// The rate after each epoch, from 1.
std::vector<double> ratesOf(const CallbackRule &rule, const std::vector<double> &values) {
  std::vector<CallbackMemory> memory(1);
  std::vector<double> rates;
  double rate = 1;
  for (size_t epoch = 0; epoch < values.size(); ++epoch) {
    endEpoch({rule}, rowOf(int64_t(epoch), values[epoch]), memory, rate);
    rates.push_back(rate);
  }
  return rates;
}

} // namespace

TEST_CASE("early stopping ends after patience epochs that are not strictly better", "[training]") {
  EarlyStoppingRule rule{Monitor::ValLoss, 2};
  CHECK(stopsAfter(rule, {5, 4, 4, 4, 1}) == 3);
  CHECK(stopsAfter(rule, {5, 4, 4, 3.9999999, 4, 4}) == 5);
  CHECK(stopsAfter(rule, {5, 4, 3, 2, 1}) == -1);
}

TEST_CASE("early stopping without patience waits for the second epoch, as in Keras", "[training]") {
  CHECK(stopsAfter(EarlyStoppingRule{Monitor::ValLoss, 0}, {5, 5}) == 1);
  CHECK(stopsAfter(EarlyStoppingRule{Monitor::ValLoss, 0}, {notANumber, notANumber}) == 1);
  CHECK(stopsAfter(EarlyStoppingRule{Monitor::ValLoss, 0}, {5, 4, 3}) == -1);
}

TEST_CASE("accuracies get better upwards", "[training]") {
  CHECK(stopsAfter(EarlyStoppingRule{Monitor::ValAccuracy, 1}, {0.1, 0.2, 0.3}) == -1);
  CHECK(stopsAfter(EarlyStoppingRule{Monitor::ValAccuracy, 1}, {0.3, 0.2, 0.4}) == 1);
}

TEST_CASE("a plateau lowers the rate after patience epochs and counts anew", "[training]") {
  PlateauRule rule{Monitor::ValLoss, 0.5, 2, 0};
  CHECK(ratesOf(rule, {5, 5, 5, 5, 5, 5}) == std::vector<double>{1, 1, 0.5, 0.5, 0.25, 0.25});
  CHECK(ratesOf(rule, {5, 5, 4, 4, 4, 3}) == std::vector<double>{1, 1, 1, 1, 0.5, 0.5});
}

TEST_CASE("to a plateau, better by less than 1e-4 is not better", "[training]") {
  PlateauRule rule{Monitor::ValLoss, 0.1, 1, 0};
  CHECK(ratesOf(rule, {5, 4.99995}) == std::vector<double>{1, 0.1});
  CHECK(ratesOf(rule, {5, 4.9998}) == std::vector<double>{1, 1});
}

TEST_CASE("a plateau never goes below its smallest rate, nor raises a rate that is below", "[training]") {
  CHECK(ratesOf(PlateauRule{Monitor::ValLoss, 0.1, 1, 0.25}, {5, 5, 5}) == std::vector<double>{1, 0.25, 0.25});
  CHECK(ratesOf(PlateauRule{Monitor::ValLoss, 0.1, 1, 2}, {5, 5, 5}) == std::vector<double>{1, 1, 1});
}

TEST_CASE("a rule that watches validation does nothing without it, and that is said", "[training]") {
  std::vector<CallbackRule> rules{EarlyStoppingRule{Monitor::ValLoss, 0}, PlateauRule{Monitor::Loss, 0.5, 1, 0}};
  std::vector<CallbackMemory> memory(2);
  double rate = 1;
  HistoryRow row;
  for (row.epoch = 0; row.epoch < 5; ++row.epoch)
    CHECK(!endEpoch(rules, row, memory, rate).stop);
  CHECK(rate == 0.0625);
  REQUIRE(findIdleRules(rules, false).size() == 1);
  CHECK(findIdleRules(rules, false)[0] ==
        "early-stopping watches val_loss, but there are no validation data: it does nothing");
  CHECK(findIdleRules(rules, true).empty());
}

TEST_CASE("monitors have Keras's names", "[training]") {
  CHECK(monitorOfWord("loss") == Monitor::Loss);
  CHECK(monitorOfWord("val_accuracy") == Monitor::ValAccuracy);
  CHECK(!monitorOfWord("acc"));
}
