// InputGradient: the order in which an input gradient's tiles are computed.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

/// Phase by phase; in each, a panel of filters stays near while all pixels pass.
Kernel buildInputGradient(const KernelKey &key);

} // namespace resnetc
