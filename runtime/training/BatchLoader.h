// BatchLoader: threads that read, change and normalise samples ahead of the step that needs them.
#pragma once
#include "runtime/training/Augment.h"
#include "runtime/training/DataSet.h"
#include <vector>

namespace resnetc {

struct LoaderOptions {
  int64_t batch = 16;
  int64_t firstEpoch = 0, firstStep = 0; ///< where the first batch is
  int64_t epochs = 1;                    ///< the epoch before which the batches end
  bool shuffle = false;
  AugmentRule augment;
  int64_t seed = 0;
  int workers = 0; ///< 0: as many as the machine has processors, at most 16
};

/// The samples of one step.
struct Batch {
  int64_t epoch = 0, step = 0; ///< the step within the epoch
  int n = 0;                   ///< the epoch's last one may be smaller
  std::vector<float> images;   ///< n images as the net takes them
  std::vector<int32_t> labels;
};

/// Steps that an epoch of so many samples has.
inline int64_t stepsOfEpoch(int64_t samples, int64_t batch) { return (samples + batch - 1) / batch; }

/// Gives the batches in order; what is in them depends on seed, epoch and sample alone, not on the number of workers.
/// At most two finished batches a worker wait for their step. Data set and preprocessing must outlive it. One thread
/// calls it.
class BatchLoader {
public:
  BatchLoader(const DataSet &data, const NetInput &input, Preprocess preprocess, const LoaderOptions &options);
  ~BatchLoader();
  BatchLoader(const BatchLoader &) = delete;
  BatchLoader &operator=(const BatchLoader &) = delete;

  /// The next batch, or why it could not be made: then nothing more comes. Not called after the last one.
  Outcome<Batch> next();

  /// How long `next` had to wait for workers, in all. Near zero: the data are never what training waits for.
  double waitedSeconds() const { return waited; }

private:
  struct Workers;
  std::unique_ptr<Workers> workers;
  double waited = 0;
};

} // namespace resnetc
