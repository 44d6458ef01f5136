#include "backends/algorithms/Reals.h"

namespace resnetc {

bool isGrid(const KernelKey &key) { return key.text("algorithm") == "grid"; }

} // namespace resnetc
