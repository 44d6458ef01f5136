// TrainFlags: every key of a spec's `train` as a flag of the command `train`.
#pragma once
#include "frontend/spec/SpecOverride.h"
#include <CLI/CLI.hpp>

namespace resnetc {

/// Adds the flags. Their values land in `overrides` in the order of the command line, unread: overrideSpec checks them
/// as it would in the spec. Both arguments must outlive the parsing.
void addTrainFlags(CLI::App &command, std::vector<SpecOverride> &overrides);

} // namespace resnetc
