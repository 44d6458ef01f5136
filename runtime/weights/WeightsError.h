// WeightsError: why weights could not be read or written, and who is to blame.
#pragma once
#include <string>

namespace resnetc {

struct WeightsError {
  std::string text;          ///< one sentence that starts with the file: `FILE: is empty`
  bool outsideWorld = false; ///< disk, memory, a missing program: exit 3; else the user's file: exit 1
};

} // namespace resnetc
