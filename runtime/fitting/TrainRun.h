// TrainRun: what a training was asked for, kept in its folder, so that `--resume` needs nothing else.
#pragma once
#include "runtime/images/Outcome.h"
#include "runtime/net/DeviceId.h"
#include "runtime/weights/KernelOrder.h"
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace resnetc {

struct TrainRun {
  std::string spec;             ///< resolved, with the values of flags
  std::string data, validation; ///< as openTrainData takes them, from the root
  std::string weights;          ///< file, from the root; empty: the parameters are those of the seed
  Kernels kernels = Kernels::Auto;
  bool newHead = false, strictMath = false;
  int threads = 0;              ///< 0: as many as the process may use
  std::optional<DeviceId> device; ///< what trains; none: the processor
  int64_t steps = 0;            ///< as of TrainOptions
  int64_t checkpointSteps = 200;
};

/// A training's folder is one that holds this file. The dash keeps it apart from any net's manifest <name>.json.
constexpr const char *trainRunFile = "train-options.json";

bool isTrainRun(const std::filesystem::path &folder);

/// Whole or not at all. `User` for a path that is no UTF-8.
std::optional<Failure> writeTrainRun(const std::filesystem::path &folder, const TrainRun &run);

/// `User` if the folder is no training's.
Outcome<TrainRun> readTrainRun(const std::filesystem::path &folder);

/// Makes the folder, and removes what an earlier training left in it: checkpoints, results, options, initial weights.
/// `User` if a training is writing there now.
/// \param net  the name of the net to be trained.
std::optional<Failure> beginTrainRun(const std::filesystem::path &folder, const std::string &net);

/// Writes the names of all `classes` where `predict` looks for them; those that the data lack are called by their
/// number. Nothing is written for data without names.
std::optional<Failure> writeTrainedNames(const std::filesystem::path &folder, std::vector<std::string> names,
                                         int classes);

} // namespace resnetc
