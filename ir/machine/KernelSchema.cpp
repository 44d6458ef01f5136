#include "ir/machine/KernelSchema.h"

namespace resnetc {
namespace {
using Kind = FieldKind;

// n h w c: images, rows, columns and channels of the input; k: output channels;
// r: window. `choice` fields (algorithm …) are the Catalog's, `machine` the target's.
const std::vector<KernelSchema> schemas = {
    {"conv2d",
     {{"n", Kind::Integer}, {"h", Kind::Integer}, {"w", Kind::Integer}, {"c", Kind::Integer}, {"k", Kind::Integer},
      {"r", Kind::Integer}, {"stride", Kind::Integer}, {"pad", Kind::Padding}, {"add", Kind::Flag}, {"relu", Kind::Flag},
      {"in", Kind::Layout}, {"out", Kind::Layout}, {"inplace", Kind::Flag},
      {"algorithm", Kind::Word}, {"tile", Kind::Tile}, {"panel", Kind::Integer}, {"parallel", Kind::Word},
      {"split", Kind::Integer}, {"prefetch", Kind::Flag}, {"machine", Kind::Word}}},
    // A convolution whose result is pooled at once; the large map is never whole in memory.
    {"stem",
     {{"n", Kind::Integer}, {"h", Kind::Integer}, {"w", Kind::Integer}, {"c", Kind::Integer}, {"k", Kind::Integer},
      {"r", Kind::Integer}, {"stride", Kind::Integer}, {"pad", Kind::Padding}, {"relu", Kind::Flag},
      {"pool", Kind::Integer}, {"pool_stride", Kind::Integer}, {"pool_pad", Kind::Padding},
      {"in", Kind::Layout}, {"out", Kind::Layout},
      {"algorithm", Kind::Word}, {"tile", Kind::Tile}, {"panel", Kind::Integer}, {"split", Kind::Integer},
      {"machine", Kind::Word}}},
    {"max_pool",
     {{"n", Kind::Integer}, {"h", Kind::Integer}, {"w", Kind::Integer}, {"c", Kind::Integer}, {"r", Kind::Integer},
      {"stride", Kind::Integer}, {"pad", Kind::Padding}, {"in", Kind::Layout}, {"out", Kind::Layout},
      {"algorithm", Kind::Word}, {"split", Kind::Integer}, {"machine", Kind::Word}}},
    {"global_avg_pool",
     {{"n", Kind::Integer}, {"h", Kind::Integer}, {"w", Kind::Integer}, {"c", Kind::Integer}, {"in", Kind::Layout},
      {"algorithm", Kind::Word}, {"machine", Kind::Word}}},
    {"dense",
     {{"n", Kind::Integer}, {"c", Kind::Integer}, {"k", Kind::Integer},
      {"algorithm", Kind::Word}, {"tile", Kind::Tile}, {"panel", Kind::Integer}, {"split", Kind::Integer},
      {"machine", Kind::Word}}},
    {"softmax", {{"n", Kind::Integer}, {"k", Kind::Integer}, {"algorithm", Kind::Word}, {"machine", Kind::Word}}},
    // Option A's shortcut: every stride-th pixel, zero channels added, half before and half after.
    {"pad_channels",
     {{"n", Kind::Integer}, {"h", Kind::Integer}, {"w", Kind::Integer}, {"c", Kind::Integer}, {"k", Kind::Integer},
      {"stride", Kind::Integer}, {"in", Kind::Layout}, {"out", Kind::Layout}, {"algorithm", Kind::Word},
      {"machine", Kind::Word}}},
    // 8-bit R, G, B pixels to what a caller of infer would hand in.
    {"preprocess",
     {{"n", Kind::Integer}, {"h", Kind::Integer}, {"w", Kind::Integer}, {"c", Kind::Integer}, {"order", Kind::Word},
      {"scale", Kind::Real}, {"mean", Kind::Reals}, {"std", Kind::Reals}, {"in", Kind::Layout}, {"out", Kind::Layout},
      {"algorithm", Kind::Word}, {"machine", Kind::Word}}},
    // The caller's images to the first layer's layout; writes the whole of it, halo included.
    {"layout",
     {{"n", Kind::Integer}, {"h", Kind::Integer}, {"w", Kind::Integer}, {"c", Kind::Integer}, {"in", Kind::Layout},
      {"out", Kind::Layout}, {"algorithm", Kind::Word}, {"machine", Kind::Word}}},
    // What prepare does. `fold`: batch norm's factor gamma / sqrt(variance + epsilon) goes into the filter.
    {"pack_filter",
     {{"c", Kind::Integer}, {"k", Kind::Integer}, {"r", Kind::Integer}, {"fold", Kind::Flag}, {"epsilon", Kind::Real},
      {"algorithm", Kind::Word}, {"panel", Kind::Integer}, {"machine", Kind::Word}}},
    {"fold_shift",
     {{"k", Kind::Integer}, {"bias", Kind::Flag}, {"fold", Kind::Flag}, {"epsilon", Kind::Real},
      {"algorithm", Kind::Word}, {"panel", Kind::Integer}, {"machine", Kind::Word}}},
};
} // namespace

const KernelSchema *findSchema(std::string_view operation) {
  for (const KernelSchema &schema : schemas)
    if (schema.operation == operation)
      return &schema;
  return nullptr;
}

const std::vector<KernelSchema> &allSchemas() { return schemas; }

} // namespace resnetc
