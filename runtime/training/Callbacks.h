// Callbacks: what happens at an epoch's end, with Keras's names and meanings.
#pragma once
#include "runtime/training/History.h"
#include <limits>
#include <string>
#include <variant>
#include <vector>

namespace resnetc {

enum class Monitor { Loss, Accuracy, ValLoss, ValAccuracy };

/// `val_loss`, as the spec writes it; nothing for another word.
std::optional<Monitor> monitorOfWord(const std::string &word);

/// EarlyStopping with min_delta 0.
struct EarlyStoppingRule {
  Monitor monitor = Monitor::ValLoss;
  int64_t patience = 0;
};

/// ReduceLROnPlateau with min_delta 1e-4 and cooldown 0.
struct PlateauRule {
  Monitor monitor = Monitor::ValLoss;
  double factor = 0.1;
  int64_t patience = 10;
  double minRate = 0;
};

/// TerminateOnNaN: the training ends at the step whose loss is no finite number.
struct TerminateOnNanRule {};

using CallbackRule = std::variant<EarlyStoppingRule, PlateauRule, TerminateOnNanRule>;

/// What a callback remembers from epoch to epoch; saved with a checkpoint.
struct CallbackMemory {
  double best = std::numeric_limits<double>::quiet_NaN(); ///< NaN: nothing was seen yet
  int64_t wait = 0;                                       ///< epochs without improvement
};

struct EpochVerdict {
  bool stop = false;
  std::vector<std::string> notices; ///< what was decided, for people
};

/// Runs the rules in their order.
/// \param memory  one entry a rule, updated.
/// \param rate    the schedule's base rate (Keras's optimizer.learning_rate), which a plateau lowers.
EpochVerdict endEpoch(const std::vector<CallbackRule> &rules, const HistoryRow &row,
                      std::vector<CallbackMemory> &memory, double &rate);

/// A sentence for each rule that watches validation where there is none; Keras warns of it and does nothing.
std::vector<std::string> findIdleRules(const std::vector<CallbackRule> &rules, bool hasValidation);

bool terminatesOnNan(const std::vector<CallbackRule> &rules);

} // namespace resnetc
