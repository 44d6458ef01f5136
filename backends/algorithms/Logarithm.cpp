#include "backends/algorithms/Logarithm.h"

namespace resnetc {
using namespace Halide;

namespace {
constexpr double ln2 = 0.693147180559945309417;
constexpr int64_t fractionMask = (int64_t(1) << 52) - 1, one = int64_t(1023) << 52;
constexpr int terms = 11; ///< f^2 is at most 0.0295, so what is left out is below 1e-17
} // namespace

// x = 2^e * m with m from sqrt(1/2) to sqrt(2); log m = 2 * atanh(f), f = (m - 1) / (m + 1).
Expr logarithmOf(const Expr &x) {
  const Expr bits = reinterpret<int64_t>(x);
  const Expr exponent = cast<int>(bits >> 52) - 1023;
  const Expr fraction = reinterpret<double>((bits & Expr(fractionMask)) | Expr(one));
  const Expr upper = fraction > Expr(1.4142135623730951);
  const Expr m = select(upper, fraction * Expr(0.5), fraction), e = select(upper, exponent + 1, exponent);
  const Expr f = (m - Expr(1.0)) / (m + Expr(1.0)), square = f * f;
  Expr series = Expr(0.0);
  for (int i = terms - 1; i >= 0; --i)
    series = series * square + Expr(1.0 / (2 * i + 1));
  const Expr value = cast<double>(e) * Expr(ln2) + Expr(2.0) * f * series;
  return select(exponent == 1024, x, value);
}

// 1 + x = 2^e * m as above; where e is 0, f = x / (2 + x) keeps the digits that 1 + x would lose.
Expr logarithmOfOneAnd(const Expr &x) {
  constexpr int floatMask = (1 << 23) - 1, floatOne = 127 << 23, floatTerms = 6;
  const Expr bits = reinterpret<int>(1.0f + x);
  const Expr exponent = (bits >> 23) - 127;
  const Expr fraction = reinterpret<float>((bits & floatMask) | floatOne), upper = fraction > 1.41421356f;
  const Expr m = select(upper, fraction * 0.5f, fraction), e = select(upper, exponent + 1, exponent);
  const Expr f = select(e == 0, x / (2.0f + x), (m - 1.0f) / (m + 1.0f)), square = f * f;
  Expr series = 0.0f;
  for (int i = floatTerms - 1; i >= 0; --i)
    series = series * square + float(1.0 / (2 * i + 1));
  const Expr value = cast<float>(e) * float(ln2) + 2.0f * f * series;
  return select(exponent == 128, x, value);
}

} // namespace resnetc
