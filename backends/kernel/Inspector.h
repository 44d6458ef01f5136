// Inspector: reads a lowered kernel before it is compiled: how much scratch a call may
// take, and whether it asks for anything that entry points do not provide.
#pragma once
#include "Halide.h"

namespace resnetc {

/// What one worker needs of halide_malloc during a call of the kernel: every block
/// with its constant size and 256 bytes for header and rounding.
/// Throws std::runtime_error if a size is not constant, or if the kernel reads more of
/// its buffers than the host pointer.
int64_t inspectScratchBytes(const Halide::Module &module);

} // namespace resnetc
