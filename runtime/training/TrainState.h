// TrainState: where a training is; with the net's numbers all that it needs to go on to the same bits.
#pragma once
#include "runtime/training/Callbacks.h"
#include <string_view>

namespace resnetc {

struct TrainState {
  int64_t epoch = 0;       ///< epochs that are closed
  int64_t stepInEpoch = 0; ///< steps of the running one; all of them: only its end is missing
  int64_t step = 0;        ///< steps over all epochs
  bool finished = false;

  // Sums of the running epoch.
  int64_t images = 0, correct = 0;
  double lossSum = 0; ///< losses of the steps, each times its images
  double seconds = 0;

  double rate = 0; ///< the schedule's base rate: lower than the spec's after plateaus
  std::vector<CallbackMemory> callbacks;
  double best = std::numeric_limits<double>::infinity(); ///< smallest val_loss (loss without validation)
  int64_t bestStep = -1;                                 ///< its epoch's last step; -1: none yet
  History history;

  // Whose state it is: another seed, batch or data set would not go on to the same bits.
  int64_t seed = 0, batch = 0;
  std::string data;
};

/// JSON; numbers with a fraction are strings of their shortest digits, since JSON has no infinity and no NaN.
std::string printTrainState(const TrainState &state);

/// Nothing if the text is no such state.
std::optional<TrainState> parseTrainState(std::string_view text);

} // namespace resnetc
