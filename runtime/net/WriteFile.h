// WriteFile: results appear whole or not at all.
#pragma once
#include "runtime/images/Outcome.h"
#include <filesystem>
#include <optional>
#include <string_view>

namespace resnetc {

/// Writes under a temporary name in the same folder, syncs, renames, syncs the folder: after a failure what was there
/// before is still there. A link's target is replaced, not the link; a pipe or device is written to as it is.
/// The failure names the file: `World`, but `User` when the folder does not exist.
std::optional<Failure> writeFile(const std::filesystem::path &file, std::string_view bytes);

/// Writes to standard output and checks that it arrived (`> /dev/full`).
std::optional<Failure> writeStandardOutput(std::string_view text);

} // namespace resnetc
