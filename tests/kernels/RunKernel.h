// RunKernel: compiles a key's kernel in this process and calls it on guarded memory.
#pragma once
#include "ir/machine/KernelArguments.h"
#include "tests/kernels/Guarded.h"

namespace resnetc {

/// One argument's elements in the order of memory, halo included; pixels as floats.
using Values = std::vector<float>;

/// What an output holds before a kernel writes it.
constexpr float untouched = -12345.5f;

/// The output after a call. With `onResidual`, output and residual are one buffer.
/// The schedule is that of the key's machine, the code that of this processor.
/// Calls the kernel twice, with the ends and then the starts of all buffers against
/// forbidden pages, and requires the same bits.
Values runKernel(const KernelKey &key, const std::vector<Values> &inputs, bool onResidual = false);

/// Values for each input: seeded, about normal, halos zero; variances positive;
/// filters zero beyond k and scaled so that sums stay near 1.
std::vector<Values> makeInputs(const KernelKey &key, unsigned seed = 1);

} // namespace resnetc
