// PredictImages: the command `predict`: picture files in, the most probable classes out.
#pragma once
#include "runtime/net/DeviceId.h"
#include <filesystem>
#include <vector>

namespace resnetc {

struct PredictOptions {
  std::filesystem::path net;
  std::vector<std::filesystem::path> images; ///< files and folders
  int top = 5;                               ///< classes shown of each picture
  bool json = false;                         ///< one object on stdout instead of the text
  std::filesystem::path csv;                 ///< a table in this file instead of the text; - is stdout
  std::filesystem::path classes;             ///< names (ClassNames.h); empty: classes.txt or .json in the net's folder
  int threads = 0;                           ///< 0: as many as the process may use
  std::optional<DeviceId> device;            ///< none: the processor; threads then only read pictures
};

/// Every picture is resized and preprocessed by the net's own rules. One that cannot be read is named once on stderr,
/// the others are predicted, and the exit code tells at the end (1, or 3 if disk or memory failed). Returns it.
int predictImages(const PredictOptions &options);

} // namespace resnetc
