// TinyNet: phase 0 of a small net that has one of everything: a stem with a pool, a
// basic block with a projection, one with option A's shortcut, a head.
#pragma once
#include <string>

namespace resnetc {

/// 16x16x3 images, 4 classes, batch sizes 1 and 2. `noise` stands before the head.
std::string tinyNet(const std::string &noise = "");

} // namespace resnetc
