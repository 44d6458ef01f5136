// ClassNames: which name each output of a net has.
#pragma once
#include "runtime/images/Outcome.h"
#include <filesystem>
#include <string>
#include <vector>

namespace resnetc {

/// Reads exactly `classes` names from a file:
///   text: one name a line (UTF-8, blank lines at the end do not count);
///   JSON: ["tench", …], {"0": "tench", …}, {"tench": 0, …} (Keras's class_indices), or
///         {"0": ["n01440764", "tench"], …} (Keras's imagenet_class_index.json: the last word is the name).
/// `User` on another number of names, a missing or double index, or text that is no UTF-8.
Outcome<std::vector<std::string>> readClassNames(const std::filesystem::path &file, int classes);

/// classes.txt or classes.json in a net's folder; empty path if neither exists.
std::filesystem::path findClassNames(const std::filesystem::path &folder);

} // namespace resnetc
