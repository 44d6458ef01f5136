// PrintableName: see PrintableName.h.
#include "runtime/images/PrintableName.h"
#include <cstdint>

namespace resnetc {
namespace {

/// Bytes of the UTF-8 character that starts the text; 0 if there is none or it is a control character.
size_t printableLength(std::string_view text) {
  auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  if (byte(0) < 0x80)
    return byte(0) >= 0x20 && byte(0) != 0x7f;
  size_t length = byte(0) >= 0xf0 ? 4 : byte(0) >= 0xe0 ? 3 : 2;
  if (byte(0) < 0xc2 || byte(0) > 0xf4 || text.size() < length)
    return 0;
  uint32_t code = byte(0) & (0xff >> (length + 1));
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80)
      return 0;
    code = code << 6 | (byte(i) & 0x3f);
  }
  bool tooLong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  bool surrogate = code >= 0xd800 && code < 0xe000;
  bool turnsLine = (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069); // bidirectional overrides
  return tooLong || surrogate || turnsLine || code > 0x10ffff || code < 0xa0 ? 0 : length;
}

} // namespace

std::string printableText(std::string_view text) {
  const char *digits = "0123456789abcdef";
  std::string result;
  while (!text.empty()) {
    size_t length = printableLength(text);
    if (length == 0) {
      auto byte = static_cast<uint8_t>(text[0]);
      result += {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
      length = 1;
    } else {
      result += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return result;
}

} // namespace resnetc
