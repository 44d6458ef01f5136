// LaunchBounds: tells the assembler of PTX how large a block is and how many of them should
// share a multiprocessor, which bounds a thread's registers. Halide's PTX says neither.
#pragma once
#include "Halide.h"
#include <cstdint>

namespace resnetc {

/// Edits the CUDA source of `module` in place, if it has one. `blocks` 0: as many as there is room for.
/// The text keeps its length, which is in the host's code already: comments make room. Throws
/// std::runtime_error if there is too little.
void setLaunchBounds(const Halide::Module &module, int64_t threads, int64_t blocks);

} // namespace resnetc
