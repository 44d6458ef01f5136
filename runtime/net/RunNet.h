// RunNet: the command `run`: an array of images in, an array of probabilities out.
#pragma once
#include "runtime/net/DeviceId.h"
#include <filesystem>

namespace resnetc {

struct RunOptions {
  std::filesystem::path net, input, output;
  bool logits = false; ///< before the softmax
  int threads = 0;     ///< 0: as many as the process may use
  std::optional<DeviceId> device; ///< none: the processor
};

/// input: .npy, float32 as the net takes it (N x H x W x C, or N x C x H x W when it is channels first) or uint8
/// N x H x W x 3 RGB, which goes through the net's preprocessing; any N, and one image without N.
/// output: .npy, float32 N x classes. Returns the exit code; messages go to stderr.
int runNet(const RunOptions &options);

} // namespace resnetc
