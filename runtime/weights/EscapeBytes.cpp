// EscapeBytes: \xNN for what a terminal should not see.
#include "runtime/weights/EscapeBytes.h"
#include <cstdio>

namespace resnetc {

std::string escapeBytes(const std::string &text) {
  std::string escaped;
  for (unsigned char byte : text) {
    if (byte >= 0x20 && byte < 0x7f && byte != '\\') {
      escaped += char(byte);
      continue;
    }
    char hex[8];
    std::snprintf(hex, sizeof hex, "\\x%02x", byte);
    escaped += hex;
  }
  return escaped;
}

} // namespace resnetc
