// FitNet: trains the net that lies compiled in a training's folder.
#pragma once
#include "runtime/fitting/TrainData.h"
#include "runtime/net/DeviceId.h"
#include "runtime/training/TrainLoop.h"

namespace resnetc {

struct FitOptions {
  std::filesystem::path run; ///< with the library; results go here (TrainLoop.h)
  TrainOptions train;        ///< the batch is what the library is compiled for, or smaller
  int threads = 0;           ///< 0: as many as the process may use
  std::optional<DeviceId> device; ///< what trains; none: the processor
  bool resume = false;
};

/// Progress and messages go to stderr. Returns the exit code; 130 when it was interrupted, with a checkpoint written.
/// \param data  checked already (openTrainData).
int fitNet(const FitOptions &options, const TrainData &data);

} // namespace resnetc
