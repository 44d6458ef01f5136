// DoubleText: see DoubleText.h.
#include "runtime/training/DoubleText.h"
#include <charconv>
#include <cmath>
#include <system_error>

namespace resnetc {

std::string printDouble(double value) {
  if (std::isnan(value))
    return "nan"; // its sign means nothing
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

std::string printFixed(double value, int digits) {
  if (!std::isfinite(value) || std::fabs(value) >= 1e15)
    return printDouble(value);
  char text[64];
  return {text, std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, digits).ptr};
}

bool parseDouble(std::string_view text, double &value) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

} // namespace resnetc
