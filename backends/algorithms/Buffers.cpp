#include "backends/algorithms/Buffers.h"

namespace resnetc {
namespace {
using namespace Halide;

struct Dimension {
  int64_t minimum, extent;
};

std::vector<Dimension> dimensionsOf(const KernelArgument &argument) {
  std::vector<Dimension> dimensions;
  for (size_t i = argument.extents.size(); i-- > 0;) {
    const int64_t halo = argument.extents.size() == 4 && (i == 1 || i == 2) ? argument.halo : 0;
    dimensions.push_back({-halo, argument.extents[i] + 2 * halo});
  }
  return dimensions;
}

std::vector<Dimension> rowsOf(const KernelArgument &argument) {
  const auto &extents = argument.extents;
  return {{0, (extents[2] + 2 * argument.halo) * extents[3]}, {0, extents[1] + 2 * argument.halo}, {0, extents[0]}};
}

Type typeOf(const KernelArgument &argument) {
  if (argument.element == "i32")
    return Int(32);
  return argument.element == "u8" ? UInt(8) : Float(32);
}

template <typename Buffer> void fix(Buffer buffer, const std::vector<Dimension> &dimensions) {
  int64_t stride = 1;
  for (size_t i = 0; i < dimensions.size(); ++i) {
    buffer.dim(int(i)).set_bounds(int(dimensions[i].minimum), int(dimensions[i].extent)).set_stride(int(stride));
    stride *= dimensions[i].extent;
  }
}

ImageParam make(const KernelArgument &argument, const std::vector<Dimension> &dimensions) {
  ImageParam input(typeOf(argument), int(dimensions.size()), argument.name);
  fix(input, dimensions);
  return input;
}
} // namespace

ImageParam makeInput(const KernelArgument &argument) { return make(argument, dimensionsOf(argument)); }
ImageParam makeWordsInput(const KernelArgument &argument) {
  ImageParam words(Int(32), 1, argument.name);
  words.dim(0).set_bounds(0, int((argument.bytes() + 3) / 4)).set_stride(1);
  return words;
}

Expr byteOf(const ImageParam &words, const Expr &byte) { return (words(byte / 4) >> (byte % 4 * 8)) & 255; }

ImageParam makeRowsInput(const KernelArgument &argument) { return make(argument, rowsOf(argument)); }

ImageParam makeRunsFilter(const KernelArgument &argument) {
  const auto &extents = argument.extents;
  return make(argument, {{0, extents[4]}, {0, extents[2] * extents[3]}, {0, extents[1]}, {0, extents[0]}});
}

void fixOutput(Func output, const KernelArgument &argument) { fix(output.output_buffer(), dimensionsOf(argument)); }

void fixVectors(Func output, int64_t extent) {
  output.output_buffers()[0].dim(0).set_bounds(0, int(extent)); // Halide gives the others the same
}

void fixRunsOutput(Func output, const KernelArgument &argument) {
  const auto &extents = argument.extents;
  fix(output.output_buffer(), {{0, extents[3]}, {0, extents[1] * extents[2]}, {0, extents[0]}});
}

void fixRowsOutput(Func output, const KernelArgument &argument) { fix(output.output_buffer(), rowsOf(argument)); }

} // namespace resnetc
