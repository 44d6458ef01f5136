// RunKernel: compiles a key's kernel in this process and calls it on guarded memory.
#pragma once
#include "ir/machine/KernelArguments.h"
#include "tests/kernels/Guarded.h"
#include <memory>

namespace resnetc {

/// One argument's elements in the order of memory, halo included; pixels, indices and
/// labels as floats. An input may be shorter than its argument: what is left out must not be read.
using Values = std::vector<float>;

/// Between values and an argument's memory, of as many elements.
void copyIn(const Values &values, const KernelArgument &argument, void *memory);
Values copyOut(const void *memory, const KernelArgument &argument);

/// What an output holds before a kernel writes it.
constexpr float untouched = -12345.5f;

/// A kernel that is called more than once. The schedule is that of the key's machine, the
/// code that of this processor; a device's kernel runs on a device (OnDevice.h).
class CompiledKernel {
public:
  explicit CompiledKernel(const KernelKey &key);
  ~CompiledKernel();

  /// All outputs after a call, in the order of the arguments. An output that has an input's name
  /// lies on it; with `onResidual`, the last output lies on the last input. Calls the kernel
  /// twice, with the ends and then the starts of all buffers against forbidden pages, and
  /// requires the same bits.
  std::vector<Values> operator()(const std::vector<Values> &inputs, bool onResidual = false);

private:
  struct Parts;
  std::unique_ptr<Parts> parts;
};

/// Workers of all kernels that are called from here on; 0: as many as there are processors.
void setThreads(int count);

/// One call of a kernel: the last output.
Values runKernel(const KernelKey &key, const std::vector<Values> &inputs, bool onResidual = false);

/// Values for each input: seeded, about normal, halos zero; variances positive;
/// filters zero beyond k and scaled so that sums stay near 1.
std::vector<Values> makeInputs(const KernelKey &key, unsigned seed = 1);

} // namespace resnetc
