// TrainLoop: trains a net epoch by epoch, so that it can be stopped at any moment and go on to the same bits.
#pragma once
#include "runtime/training/Augment.h"
#include "runtime/training/CheckpointFile.h"
#include "runtime/training/DataSet.h"
#include "runtime/training/LearningRate.h"
#include "runtime/training/TrainProgress.h"

namespace resnetc {

struct TrainOptions {
  RateSchedule schedule;
  double momentum = 0;
  bool nesterov = false;
  double weightDecay = 0;
  double labelSmoothing = 0; ///< of the loss, for val_loss
  int64_t batch = 16, epochs = 10, seed = 0;
  bool shuffle = true;
  AugmentRule augment;
  std::vector<CallbackRule> callbacks;
  int64_t checkpointSteps = 200; ///< a checkpoint every so many steps besides those of the epochs' ends; 0: none
  int64_t steps = 0;             ///< end after so many, closing the epoch where it is; 0: all epochs
  int workers = 0;               ///< threads that read data; 0: as many as the machine has processors
};

/// What is trained, on what, and where the results go. All outlives the call.
struct TrainJob {
  TrainStep *net = nullptr;
  NetInput input;
  Preprocess preprocess;               ///< may be empty for data of float32
  const DataSet *data = nullptr;
  const DataSet *validation = nullptr; ///< may be null
  bool dataChecked = false;            ///< checkDataSet has passed both: it is not done again
  std::filesystem::path run;           ///< the run's folder
  std::string name;                    ///< the net's, for history.svg
  CheckpointOwner owner;
  /// Fetches the net's parameters (TrainStep::fetch) and writes them as Keras's .h5, whole or not at all.
  std::function<std::optional<Failure>(const std::filesystem::path &file)> writeWeights;
  TrainProgress *progress = nullptr;
};

enum class TrainEnd {
  Finished,     ///< all epochs, or all steps that were asked for
  StoppedEarly, ///< by early stopping
  Interrupted,  ///< by SIGINT or SIGTERM: a checkpoint was written, exit 130
  LossNotFinite ///< by terminate-on-nan: what was written before stays, exit 1
};

/// Trains. In `run`: last.h5 and, when val_loss (loss without validation) got smaller, best.h5, history.csv,
/// history.svg at each epoch's end; checkpoints/ at each epoch's end, every checkpointSteps, and on the first SIGINT
/// or SIGTERM after the step (then last.h5 too).
///
/// Data that cannot be used are looked for before the first step: the failure then has a line for each, up to 20.
/// \param resume  go on from the newest checkpoint that is whole; from the beginning if there is none. Otherwise
///                checkpoints that lie there are removed. The net's numbers are the initial ones.
Outcome<TrainEnd> trainNet(const TrainJob &job, const TrainOptions &options, bool resume);

} // namespace resnetc
