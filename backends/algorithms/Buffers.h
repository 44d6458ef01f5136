// Buffers: the parameters of a kernel as its key's arguments describe them.
#pragma once
#include "backends/algorithms/Kernel.h"

namespace resnetc {

/// An input whose dimensions are the argument's, innermost first.
Halide::ImageParam makeInput(const KernelArgument &argument);
void fixOutput(Halide::Func output, const KernelArgument &argument);
/// The same for a Tuple of vectors, each a buffer of its own.
void fixVectors(Halide::Func output, int64_t extent);

/// Bytes seen as words of four, for devices, of which many read nothing smaller; the last word may reach
/// three bytes beyond the end.
Halide::ImageParam makeWordsInput(const KernelArgument &argument);
/// Byte number `byte` of them, the first of a word in its lowest bits.
Halide::Expr byteOf(const Halide::ImageParam &words, const Halide::Expr &byte);

/// The same memory of a map with channels innermost, seen as rows of floats: the
/// dimensions are w * c, h and n with the halo counted in, all from 0.
Halide::ImageParam makeRowsInput(const KernelArgument &argument);
void fixRowsOutput(Halide::Func output, const KernelArgument &argument);

/// A kernel's gradient r x r x c x k seen with its window's row as one run: k, s * c, r.
void fixRunsOutput(Halide::Func output, const KernelArgument &argument);

/// A packed filter seen with its window's row as one run: panel, s * c, r, panels.
Halide::ImageParam makeRunsFilter(const KernelArgument &argument);

} // namespace resnetc
