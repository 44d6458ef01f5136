// WritePieces: a file of many parts, whole on the disk or not there at all.
#pragma once
#include "runtime/images/Outcome.h"
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace resnetc {

/// Writes the pieces one after the other to `file`.tmp, syncs, renames, syncs the folder. After a failure the old file
/// is as it was and the temporary one is gone; after a kill or a power cut the old or the new file is whole, and
/// `file`.tmp may be left. Unlike writeFile it never holds the pieces in one string, and a leftover has a known name.
/// `World`, naming the file.
std::optional<Failure> writePieces(const std::filesystem::path &file, const std::vector<std::string_view> &pieces);

} // namespace resnetc
