// RandomSpec: small specs that together use every construct of the language, the same
// ones in every run.
#pragma once
#include <cstdint>
#include <string>

namespace resnetc {

/// The text of the spec number `index`; always valid. Filters are multiples of twice `filterUnit`.
std::string randomSpec(uint64_t index, int filterUnit = 1);

} // namespace resnetc
