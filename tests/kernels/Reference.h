// Reference: what each kernel should give, by the definition, in double and without
// Halide or anything else of the compiler but the key.
#pragma once
#include "tests/kernels/RunKernel.h"

namespace resnetc {

/// The whole output, halo included; what a kernel must leave alone is `untouched`.
std::vector<double> referenceOf(const KernelKey &key, const std::vector<Values> &inputs);

/// Requires each value near its reference, and what must be untouched to be so.
void requireClose(const KernelKey &key, const std::vector<Values> &inputs, const Values &got, double margin = 2e-5);

/// Runs the key's kernel on seeded inputs and requires the reference.
void requireKernelIsRight(const KernelKey &key, bool onResidual = false);

} // namespace resnetc
