// Logarithm: without a call of libm.
#pragma once
#include "Halide.h"

namespace resnetc {

/// log(x) of a positive, normal x to about 1e-16 of the larger of 1 and itself, exact at 1.
/// Infinity and NaN stay what they are.
Halide::Expr logarithmOf(const Halide::Expr &x);

/// log(1 + x) of a float x from 0 on, to about 1e-7 of itself. Infinity and NaN stay what they are.
Halide::Expr logarithmOfOneAnd(const Halide::Expr &x);

} // namespace resnetc
