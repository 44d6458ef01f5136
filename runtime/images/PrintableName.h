// PrintableName.h: a file name as it may be shown on a terminal.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>

namespace resnetc {

/// The text with control characters and bytes that are no UTF-8 written as \xNN, so that a hostile
/// name can neither move the cursor nor break a log.
std::string printableText(std::string_view text);
inline std::string printableName(const std::filesystem::path &path) { return printableText(path.native()); }

} // namespace resnetc
