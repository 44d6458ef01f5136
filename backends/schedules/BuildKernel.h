// BuildKernel: the one way from a key to a kernel.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

/// The scheduled pipeline of a key for which isImplemented holds. The schedule is that of the key's
/// machine; for which processor it is compiled is the caller's choice, so that the
/// values of wide schedules can be tested on a narrow machine.
Kernel buildKernel(const KernelKey &key);

/// All that a kernel writes, as one pipeline.
Halide::Pipeline pipelineOf(const Kernel &kernel);

/// The C function's arguments in the order of KernelArguments.h, without those that are written.
std::vector<Halide::Argument> argumentsOf(const Kernel &kernel);

} // namespace resnetc
