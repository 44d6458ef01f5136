// LabelFile: whole numbers out of a .npy file.
#pragma once
#include "runtime/images/Outcome.h"
#include <cstdint>
#include <filesystem>
#include <vector>

namespace resnetc {

/// Reads bool, int8 .. int64 or uint8 .. uint64, shape N or N x 1. Other types and shapes are refused with the NumPy
/// call that makes labels of them.
Outcome<std::vector<int64_t>> readNpyLabels(const std::filesystem::path &file);

} // namespace resnetc
