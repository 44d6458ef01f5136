// CompileKernel: from a kernel's key to an object file.
#pragma once
#include "ir/machine/KernelKey.h"

namespace resnetc {

struct KernelFacts {
  int64_t scratchBytes; ///< of one worker during a call
};

/// Writes the object with one public function `key.symbol()`:
///   int symbol(void *userContext, halide_buffer_t *argument, …)   in the order of KernelArguments.h
/// Undefined symbols are among halide_do_par_for, halide_malloc, halide_free, memset and memcpy.
/// One key in a process: names and bytes of a second kernel would depend on the order.
/// Throws std::exception or Halide::Error.
KernelFacts compileKernel(const KernelKey &key, const std::string &objectPath);

} // namespace resnetc
