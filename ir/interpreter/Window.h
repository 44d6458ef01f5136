// Window: how often a window fits. Convolutions and pools share it.
#pragma once
#include <cstdint>

namespace resnetc {

/// Positions of a window that moves by `stride` over `extent` pixels with padding before and after.
inline int64_t countWindows(int64_t extent, int64_t before, int64_t after, int64_t window, int64_t stride) {
  const int64_t room = extent + before + after - window;
  return room < 0 ? 0 : room / stride + 1;
}

} // namespace resnetc
