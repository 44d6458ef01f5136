// Header: the generated <net>.h: constants for static arrays and the calls, each with
// its manual. C99 and C++11.
#pragma once
#include "backends/emit/NetFacts.h"

namespace resnetc {

std::string printHeader(const NetFacts &facts);

} // namespace resnetc
