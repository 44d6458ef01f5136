// Kernel: a Halide pipeline whose buffers are fixed to a key's arguments.
//
// Convention, the same for every argument of every kernel: the host pointer is the
// first byte of the whole buffer, halo included. A map with a halo has minimum -halo
// in rows and columns, so that pixel 0 is the first real one; a kernel that leaves
// its output's halo alone stores to the interior only. All bounds and strides are
// constants: a kernel reads nothing of a halide_buffer_t but the host pointer.
#pragma once
#include "Halide.h"
#include "ir/machine/KernelArguments.h"
#include <functional>

namespace resnetc {

struct Kernel {
  std::vector<Halide::ImageParam> inputs;     ///< in the order of KernelArguments.h
  Halide::Func output;                        ///< the first that is written, or a Tuple of all
  std::vector<Halide::Func> moreOutputs = {}; ///< the others, where their domains differ
  std::function<void(Halide::Pipeline &)> addPasses = {}; ///< lowering passes of our own, if it has any
  int64_t blocksTogether = 0; ///< of a device's kernel, that should share a multiprocessor; 0: as it comes
};

} // namespace resnetc
