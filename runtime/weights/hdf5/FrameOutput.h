// FrameOutput: resnetc-hdf5's ends of its two pipes: the input as bytes, the answers as frames.
#pragma once
#include "runtime/weights/hdf5/Frames.h"
#include <cstddef>
#include <vector>

namespace resnetc::hdf5 {

/// All `size` bytes of standard input, a regular file. Throws Refusal.
std::vector<char> loadInput(uint64_t size);

/// To standard output; the process ends if nobody reads it.
void writeFrame(FrameKind kind, const void *data = nullptr, size_t bytes = 0);

} // namespace resnetc::hdf5
