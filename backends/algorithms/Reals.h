// Reals: in which type a kernel computes what it rounds once at the end. In double on CPUs; in
// float on devices, of which many have no double: their sums are of short chains instead.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

/// True if the key's algorithm is the device's.
bool isGrid(const KernelKey &key);

struct Reals {
  Halide::Type type;
  explicit Reals(const KernelKey &key) : type(isGrid(key) ? Halide::Float(32) : Halide::Float(64)) {}
  Halide::Expr operator()(const Halide::Expr &value) const { return Halide::cast(type, value); }
  Halide::Expr operator()(double value) const { return Halide::cast(type, Halide::Expr(value)); }
};

} // namespace resnetc
