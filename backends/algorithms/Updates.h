// Updates: one step of an optimizer on one parameter, and of the moving statistics, in
// place. Outputs lie on inputs, and a Tuple stores its first value before it computes
// the second; so all new values are computed first, in `values`, and then stored.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

struct UpdateAlgorithm {
  Kernel kernel;
  Halide::Func values; ///< (i): the new values of all that is written
  Halide::Var i;
};

UpdateAlgorithm defineSgdUpdate(const KernelKey &key);
UpdateAlgorithm defineAdamUpdate(const KernelKey &key);
UpdateAlgorithm defineUpdateMoving(const KernelKey &key);

} // namespace resnetc
