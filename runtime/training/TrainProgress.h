// TrainProgress: what a person sees while a net is trained.
#pragma once
#include "runtime/training/History.h"
#include <chrono>
#include <cstdio>

namespace resnetc {

/// The running epoch, after a step.
struct EpochSoFar {
  int64_t epoch = 0, epochs = 0;     ///< epoch from 0
  int64_t steps = 0, stepsTotal = 0; ///< done, of all
  int64_t images = 0;                ///< of the metrics
  double loss = 0, accuracy = 0;     ///< means over them
  double imagesPerSecond = 0;        ///< of this run, 0 if not known yet
  double secondsLeft = 0;
};

/// On a terminal Keras's line with a bar, written over itself a few times a second; elsewhere one line an epoch.
class TrainProgress {
public:
  /// \param to  where a person reads: stderr, since results go to stdout
  explicit TrainProgress(std::FILE *to);
  TrainProgress(std::FILE *to, bool terminal) : to(to), terminal(terminal) {}

  void showStep(const EpochSoFar &epoch);
  /// On a terminal: how far the validation is.
  void showValidation(int64_t done, int64_t total);
  void showEpoch(const EpochSoFar &epoch, const HistoryRow &row);
  /// A sentence of its own line.
  void note(const std::string &sentence);

private:
  bool isTime();
  void overwrite(const std::string &line);
  std::FILE *to;
  bool terminal, open = false; ///< open: the line has no end yet
  std::chrono::steady_clock::time_point last{};
};

} // namespace resnetc
