// MaxPoolIndices: a max pool that also tells which value of its window won, as the backward
// pass wants it: r * row + column, the first of equals. Padding never wins.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

struct MaxPoolIndicesAlgorithm {
  Kernel kernel;       ///< output, and as a further one the indices
  Halide::Func best;   ///< the largest value and its index
  Halide::Var c;
  Halide::RDom window; ///< x: columns, y: rows
  Halide::RDom pixel;  ///< x: columns, y: rows, z: images of the output
};

MaxPoolIndicesAlgorithm defineMaxPoolIndices(const KernelKey &key);

// On devices indices are read and written by words of four (Buffers.h, makeWordsInput).

/// Of channels in fours: in the indices `c` counts words.
MaxPoolIndicesAlgorithm defineMaxPoolIndexWords(const KernelKey &key);
Halide::Expr indexOfWords(const Halide::ImageParam &words, const KernelArgument &indices, const Halide::Expr &c,
                          const Halide::Expr &x, const Halide::Expr &y, const Halide::Expr &n);

} // namespace resnetc
