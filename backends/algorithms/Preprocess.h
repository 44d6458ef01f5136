// Preprocess: 8-bit R, G, B pixels to what a caller of the net would hand in:
// (v * scale - mean) / std for each channel in the key's order, where a grey v is
// (299 R + 587 G + 114 B) / 1000. Each step rounds once, in this order, so that every
// machine gives the same bits.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

struct PreprocessAlgorithm {
  Kernel kernel;
  Halide::Var c, x, y, n;
};

PreprocessAlgorithm definePreprocess(const KernelKey &key);

/// The same, with the pixels read as words of four bytes, the first in the lowest bits, up to three
/// bytes beyond the last pixel: Vulkan promises no smaller memory accesses.
PreprocessAlgorithm definePreprocessOfWords(const KernelKey &key);

} // namespace resnetc
