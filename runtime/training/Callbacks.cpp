// Callbacks: see Callbacks.h.
#include "runtime/training/Callbacks.h"
#include "runtime/training/DoubleText.h"
#include <algorithm>
#include <cassert>
#include <cmath>

namespace resnetc {
namespace {

const char *const monitorWords[] = {"loss", "accuracy", "val_loss", "val_accuracy"};

bool isValidation(Monitor monitor) { return monitor == Monitor::ValLoss || monitor == Monitor::ValAccuracy; }

std::optional<double> valueOf(const HistoryRow &row, Monitor monitor) {
  switch (monitor) {
  case Monitor::Loss:
    return row.loss;
  case Monitor::Accuracy:
    return row.accuracy;
  case Monitor::ValLoss:
    return row.valLoss;
  case Monitor::ValAccuracy:
    return row.valAccuracy;
  }
  return std::nullopt;
}

/// Losses get better downwards, accuracies upwards, by more than minDelta. NaN is never better.
bool isBetter(Monitor monitor, double value, double best, double minDelta) {
  bool more = monitor == Monitor::Accuracy || monitor == Monitor::ValAccuracy;
  if (std::isnan(best))
    best = more ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
  return more ? value > best + minDelta : value < best - minDelta;
}

void apply(const EarlyStoppingRule &rule, const HistoryRow &row, CallbackMemory &memory, double &,
           EpochVerdict &verdict) {
  std::optional<double> value = valueOf(row, rule.monitor);
  if (!value)
    return;
  ++memory.wait;
  if (isBetter(rule.monitor, *value, memory.best, 0)) {
    memory.best = *value;
    memory.wait = 0;
  } else if (memory.wait >= rule.patience && row.epoch > 0) { // never after the first epoch, whatever the patience
    verdict.stop = true;
    verdict.notices.push_back("early stopping: " + std::string(monitorWords[int(rule.monitor)]) + " was best at " +
                              printDouble(memory.best) + ", " + std::to_string(memory.wait) + " epochs ago");
  }
}

void apply(const PlateauRule &rule, const HistoryRow &row, CallbackMemory &memory, double &rate,
           EpochVerdict &verdict) {
  std::optional<double> value = valueOf(row, rule.monitor);
  if (!value)
    return;
  if (isBetter(rule.monitor, *value, memory.best, 1e-4)) {
    memory.best = *value;
    memory.wait = 0;
    return;
  }
  if (++memory.wait < rule.patience || !(rate > double(float(rule.minRate)))) // Keras compares with a float32
    return;
  rate = std::max(rate * rule.factor, rule.minRate);
  memory.wait = 0;
  verdict.notices.push_back("plateau of " + std::string(monitorWords[int(rule.monitor)]) + ": rate lowered to " +
                            printDouble(rate));
}

void apply(const TerminateOnNanRule &, const HistoryRow &, CallbackMemory &, double &, EpochVerdict &) {}

} // namespace

std::optional<Monitor> monitorOfWord(const std::string &word) {
  for (int i = 0; i < 4; ++i)
    if (word == monitorWords[i])
      return Monitor(i);
  return std::nullopt;
}

EpochVerdict endEpoch(const std::vector<CallbackRule> &rules, const HistoryRow &row,
                      std::vector<CallbackMemory> &memory, double &rate) {
  assert(memory.size() == rules.size() && "a memory for each rule");
  EpochVerdict verdict;
  for (size_t i = 0; i < rules.size(); ++i)
    std::visit([&](const auto &rule) { apply(rule, row, memory[i], rate, verdict); }, rules[i]);
  return verdict;
}

std::vector<std::string> findIdleRules(const std::vector<CallbackRule> &rules, bool hasValidation) {
  std::vector<std::string> found;
  auto look = [&](const char *name, Monitor monitor) {
    if (!hasValidation && isValidation(monitor))
      found.push_back(std::string(name) + " watches " + monitorWords[int(monitor)] +
                      ", but there are no validation data: it does nothing");
  };
  for (const CallbackRule &rule : rules) {
    if (auto *stopping = std::get_if<EarlyStoppingRule>(&rule))
      look("early-stopping", stopping->monitor);
    if (auto *plateau = std::get_if<PlateauRule>(&rule))
      look("reduce-lr-on-plateau", plateau->monitor);
  }
  return found;
}

bool terminatesOnNan(const std::vector<CallbackRule> &rules) {
  return std::any_of(rules.begin(), rules.end(),
                     [](const CallbackRule &rule) { return std::holds_alternative<TerminateOnNanRule>(rule); });
}

} // namespace resnetc
