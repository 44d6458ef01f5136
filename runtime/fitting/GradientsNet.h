// GradientsNet: the command `gradients`: loss and gradients of one batch, for checking a net against another tool's.
#pragma once
#include "runtime/net/DeviceId.h"
#include <filesystem>

namespace resnetc {

struct GradientsOptions {
  std::filesystem::path net, input, labels, output;
  int threads = 0; ///< 0: as many as the process may use
  std::optional<DeviceId> device = {}; ///< none: the processor
};

/// input: as `run` takes it, 1 .. train_batch images; labels: whole numbers (LabelFile.h). output: HDF5 with `/loss` (one
/// value) and for each parameter that is trained `/<layer>/<kernel|bias|gamma|beta>` in its own layout (HWIO, in x out).
/// Statistics are the batch's, as in a step of training. Returns the exit code.
int gradientsNet(const GradientsOptions &options);

} // namespace resnetc
