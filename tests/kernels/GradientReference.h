// GradientReference: what gradients of filters, inputs and biases should be, by the
// definition: each pair of a pixel and a tap adds its product, in double.
#pragma once
#include "tests/kernels/RunKernel.h"

namespace resnetc {

// `output` is the whole buffer; a halo is left as it is.
void filterGradient(const KernelKey &key, const std::vector<KernelArgument> &arguments,
                    const std::vector<Values> &inputs, std::vector<double> &output);
void inputGradient(const KernelKey &key, const std::vector<KernelArgument> &arguments,
                   const std::vector<Values> &inputs, std::vector<double> &output);
void packTransposed(const KernelKey &key, const std::vector<KernelArgument> &arguments,
                    const std::vector<Values> &inputs, std::vector<double> &output);
void biasGradient(const KernelKey &key, const std::vector<KernelArgument> &arguments,
                  const std::vector<Values> &inputs, std::vector<double> &output);

} // namespace resnetc
