// TrainNet: a spec and data become a training's folder: checked, compiled, trained.
#pragma once
#include "frontend/spec/SpecOverride.h"
#include "runtime/fitting/TrainRun.h"

namespace resnetc {

struct TrainNetOptions {
  std::string resume; ///< a training's folder; then all below but threads is in it
  std::string spec, output;
  std::vector<SpecOverride> overrides; ///< of the spec's `train`
  TrainRun run;                        ///< without spec and threads; names of files as the user wrote them
  int threads = 0;                     ///< 0: as many as the process may use, or what the folder says
};

/// Returns the exit code; messages go to stderr. The folder is as it was until spec, weights and data are checked; what
/// comes then: runtime/fitting/README.md.
int trainNet(const TrainNetOptions &options);

} // namespace resnetc
