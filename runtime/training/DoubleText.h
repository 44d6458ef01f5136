// DoubleText: the shortest digits that read back to the same number, in any locale.
#pragma once
#include <string>
#include <string_view>

namespace resnetc {

/// 0.1, 1e-05, inf, -inf, nan.
std::string printDouble(double value);
/// With so many digits after the point.
std::string printFixed(double value, int digits);
/// False if the text is anything else than one such number.
bool parseDouble(std::string_view text, double &value);

} // namespace resnetc
