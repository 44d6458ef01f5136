// Header: the generated NAME.h, which is the library's manual. The shared structs are the
// text of runtime/include/resnetc/*.h, so that there is one truth.
#pragma once
#include "backends/emit/LibraryFacts.h"

namespace resnetc {

std::string printHeader(const LibraryFacts &facts);

} // namespace resnetc
