// CommandReport: what the commands tell a person on stderr, and the exit codes they give to scripts.
#pragma once
#include "runtime/net/LoadedNet.h"
#include <functional>

namespace resnetc {

/// Prints `error: …` and returns the exit code: 1 the user's input, 3 the outside world, 70 our bug.
int reportFailure(const Failure &failure);

/// Runs a command's body; exceptions become a message and an exit code (memory: 3, else 70).
int guardCommand(const std::function<int()> &body);

/// Says on stderr when a net has no weights (an empty `file`), or those of a training.
void tellWeights(const resnetc_net &net, const std::filesystem::path &file);

/// LoadedNet::open and tellWeights.
Outcome<LoadedNet> openForCommand(const std::filesystem::path &net, const ThreadOptions &options,
                                  const std::optional<DeviceId> &device = std::nullopt);

} // namespace resnetc
