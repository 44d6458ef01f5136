// EvaluateNet: the command `evaluate`: how well a net answers a data set.
#pragma once
#include "runtime/net/DeviceId.h"
#include <filesystem>
#include <string>

namespace resnetc {

struct EvaluateNetOptions {
  std::filesystem::path net; ///< what `compile` or `train` wrote
  std::string data;          ///< as of openDataSet
  bool json = false;
  int threads = 0;           ///< 0: as many as the process may use
  std::optional<DeviceId> device = {}; ///< none: the processor
};

/// Log loss, accuracy, top 5 and confusion matrix on stdout, as text or as one JSON object
/// {"loss", "accuracy", "top5", "images", "classes", "confusion"}. In a training's folder class folders must have the
/// names of those it was trained on. Returns the exit code.
int evaluateNet(const EvaluateNetOptions &options);

} // namespace resnetc
