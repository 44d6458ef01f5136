// RunResults: the files of a training's folder that people look at.
#pragma once
#include "runtime/training/TrainLoop.h"

namespace resnetc {

/// last.h5, history.csv, history.svg and, after the best epoch so far, best.h5; each whole or not at all.
std::optional<Failure> writeRunResults(const TrainJob &job, const History &history, bool isBest);

/// Removes what writeFile had begun in the folder when an earlier training was killed. Only under the lock of the
/// run's checkpoints.
void removeRunLeftovers(const std::filesystem::path &run);

} // namespace resnetc
