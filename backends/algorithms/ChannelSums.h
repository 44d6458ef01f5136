// ChannelSums: one or two sums of each channel over the pixels of a batch. Float along a strip, a
// row of pixels or a few short ones; double across strips. Strips are summed in as many runs as
// the key's `split` says and the runs in their order, so that the bits do not depend on threads.
// On devices float throughout, in 64 runs, whatever the shape.
#pragma once
#include "backends/algorithms/Kernel.h"
#include <functional>

namespace resnetc {

struct ChannelSums {
  Halide::Func strip, run, total; ///< (c, line), (c, part), (c); pairs where there are two sums
  Halide::Var c, line, part;      ///< line: of all strips of all images
  Halide::RDom pixel;             ///< x: columns, y: rows of a strip
  Halide::RDom lineOfRun, parts;
};

/// Values of a channel out of its sums.
struct ChannelSumsKernel {
  Kernel kernel; ///< the output is (c), a pair where there are two sums
  ChannelSums sums;
};

/// A power of two on devices, where some may be empty.
int64_t runsOfSums(const KernelKey &key);

/// The values of a pixel, float.
using PixelValues =
    std::function<std::vector<Halide::Expr>(Halide::Expr c, Halide::Expr x, Halide::Expr y, Halide::Expr n)>;

/// Sums over the first `images` images of the key's n; nothing is read of the others.
ChannelSums defineChannelSums(const KernelKey &key, const Halide::Expr &images, const PixelValues &values);

} // namespace resnetc
