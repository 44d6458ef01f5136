// Hyper: what a kernel of training reads of its argument `hyper`.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

/// The images of the step that count, from 1 to n whatever the buffer holds, so that no
/// place that follows from it lies outside of a buffer.
Halide::Expr countOf(const Halide::ImageParam &hyper, int64_t n);

} // namespace resnetc
