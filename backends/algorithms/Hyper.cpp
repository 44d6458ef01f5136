#include "backends/algorithms/Hyper.h"

namespace resnetc {
using namespace Halide;

Expr countOf(const ImageParam &hyper, int64_t n) { return clamp(cast<int>(hyper(hyperImages)), 1, int(n)); }

} // namespace resnetc
