// Gemm: a convolution of any window and stride as one matrix product, the form of devices.
//
//   sum(k, p, z)  +=  weights(k, term, t) * patch(term, t, p)       over terms of part z, rows t of the window
//   output at p    =  relu( sum(k, p) + shift(k) + residual at p )  or, of conv2d_parts, sum(k, p, z)
//
// Columns are filters k, rows are pixels p, flat over y, x and images. A row of the window is
// r * c neighbours in memory, of the input as of the filter: its terms. Terms go in steps; where
// a step does not cut a pixel's channels, columns of the window follow each other before the next
// step of channels, so that the pixels which they share are still near.
//
// What lies beyond the last pixel, filter or term is read from the last one again. Of these only
// the terms are summed, times zero.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

/// How the loops are cut, which a definition must know where an update writes: terms of a step;
/// rows of a thread, in runs of up to four that neighbouring threads take in turn; threads of rows.
struct GemmCut {
  int step = 1, rowsOfThread = 1, threads = 1;
  int rowsOfBlock() const { return rowsOfThread * threads; }
};

struct GemmAlgorithm {
  Kernel kernel;
  Halide::Func patch;   ///< (term, t, p)
  Halide::Func weights; ///< (k, term, t)
  Halide::Func sum;     ///< (k, p, z)
  Halide::Var k, p, z, term, t;
  Halide::RDom step;    ///< x: terms of a step, y: steps of a part and column, z: columns, w: rows of the window
  Halide::RDom place;   ///< x: rows of a thread, y: threads, z: blocks; of the output's update
  int64_t columns, rows; ///< of the product
  int64_t parts = 1;
  bool partsInOutput = false; ///< z is a dimension of the output
  bool vectorTerms = false; ///< four neighbouring terms of a patch are neighbours in memory, and aligned
  bool vectorRows = false;  ///< four neighbouring rows are
  bool vectorColumns = true; ///< four neighbouring columns of the weights are
};

/// Of filter_gradient and filter_gradient_parts: rows are r, s and c of the filter, the terms pixels.
GemmAlgorithm defineFilterGradientGemm(const KernelKey &key, const GemmCut &cut, int64_t reach);
/// Of input_gradient where the window is 1 or no smaller than the stride: rows are the pixels of a phase
/// (InputGradientPhases.h), columns c; z, also the last argument of `patch` and `weights`, is the phase,
/// `place` has it as w.
GemmAlgorithm defineInputGradientGemm(const KernelKey &key, const GemmCut &cut, int64_t reach);
/// Of conv2d and conv2d_parts. `reach`: columns of a block, which may go beyond the last filter.
GemmAlgorithm defineConv2dGemm(const KernelKey &key, const GemmCut &cut, int64_t reach);

// For other products of this form: the sum and where its rows are written.

/// Sets `sum`, given `patch`, `weights` and `parts`: `steps` of each part and window column.
void defineGemmSum(GemmAlgorithm &gemm, const GemmCut &cut, int64_t steps, int64_t windowColumns, int64_t windowRows);
/// Sets `place`; the row that a place stands for, never beyond the last.
Halide::Expr defineGemmPlaces(GemmAlgorithm &gemm, const GemmCut &cut);
/// Sets the output: [parts][rows][columns], the sum of each part in `row`.
void defineGemmParts(GemmAlgorithm &gemm, const KernelArgument &output, const Halide::Expr &row);

/// Where a pixel of images of h x w lies, pixels counted flat over x, y and images.
struct PixelPlace {
  Halide::Expr x, y, n;
  PixelPlace(const Halide::Expr &pixel, int64_t h, int64_t w, int64_t images);
};

/// min(value, extent - 1), by groups of four where all of a group are meant to be neighbours.
Halide::Expr clampGroups(const Halide::Expr &value, int64_t extent, bool groups);

} // namespace resnetc
