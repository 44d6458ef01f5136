// EscapeBytes: names out of foreign files, made safe for messages, terminals and JSON.
#pragma once
#include <string>

namespace resnetc {

/// Printable ASCII as it is; any other byte and `\` as \xNN.
std::string escapeBytes(const std::string &text);

} // namespace resnetc
