// Stem: the order of a stem's loops. The pool's rows slide over a window of
// convolution rows in the worker's scratch; strips of rows are independent.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

Kernel buildStem(const KernelKey &key);

} // namespace resnetc
