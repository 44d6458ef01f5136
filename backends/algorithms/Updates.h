// Updates: one step of an optimizer on one parameter, and of the moving statistics, in
// place. Outputs lie on inputs, and a Tuple stores its first value before it computes
// the second; so all new values are computed first, in `values`, and then stored. On devices no
// two arguments may be one memory: the output's update reads the old values from the output.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

struct UpdateAlgorithm {
  Kernel kernel;
  Halide::Func values; ///< (i): the new values of all that is written; undefined on devices
  Halide::Var i;
  std::vector<std::string> written;

  /// What lies at `i` of an argument before the update.
  Halide::Expr old(const std::string &name) const;
};

UpdateAlgorithm defineSgdUpdate(const KernelKey &key);
UpdateAlgorithm defineAdamUpdate(const KernelKey &key);
UpdateAlgorithm defineUpdateMoving(const KernelKey &key);

} // namespace resnetc
