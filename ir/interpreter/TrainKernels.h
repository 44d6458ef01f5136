// TrainKernels: the kernels of training among those of PlanKernels.h.
#pragma once
#include "ir/interpreter/Tensor.h"
#include "ir/machine/KernelArguments.h"
#include <optional>

namespace resnetc {

/// As interpretKernel; nothing if the operation is not one of training.
std::optional<std::vector<Tensor>> interpretTrainKernel(const KernelKey &key, const std::vector<Tensor> &inputs);

} // namespace resnetc
