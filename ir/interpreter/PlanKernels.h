// PlanKernels: what each kernel computes, from its key and its arguments as they lie in
// memory (KernelArguments.h). A convolution's padding is read from the input's halo.
#pragma once
#include "ir/interpreter/Tensor.h"
#include "ir/machine/KernelArguments.h"
#include "llvm/Support/Error.h"

namespace resnetc {

/// What a kernel writes, in call order and without halos.
/// \param inputs  in call order, maps with their halo: rows and columns are extents + 2 halo
/// Fails where a halo is too narrow for the padding or an operation has no meaning here.
llvm::Expected<std::vector<Tensor>> interpretKernel(const KernelKey &key, const std::vector<Tensor> &inputs);

} // namespace resnetc
