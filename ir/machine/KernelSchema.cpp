#include "ir/machine/KernelSchema.h"

namespace resnetc {
namespace {
using Kind = FieldKind;

// n h w c: images, rows, columns and channels of the input; k: output channels;
// r: window. `choice` fields (algorithm …) are the Catalog's, `machine` the target's.
const std::vector<KernelSchema> &inference() {
  static const std::vector<KernelSchema> schemas = {
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
  return schemas;
}

// The first hyper[0] of n images count in a step (KernelArguments.h). `in` is the layout of a forward
// map, `dy` and `y` those of its gradient and of a ReLU's output, `out` that of the result.
const std::vector<KernelSchema> &training() {
  static const std::vector<KernelSchema> schemas = {
      {"batch_images",
       {{"n", Kind::Integer}, {"h", Kind::Integer}, {"w", Kind::Integer}, {"c", Kind::Integer}, {"in", Kind::Layout},
        {"out", Kind::Layout}, {"algorithm", Kind::Word}, {"machine", Kind::Word}}},
      {"batch_norm_statistics",
       {{"n", Kind::Integer}, {"h", Kind::Integer}, {"w", Kind::Integer}, {"c", Kind::Integer}, {"in", Kind::Layout},
        {"algorithm", Kind::Word}, {"split", Kind::Integer}, {"machine", Kind::Word}}},
      {"batch_norm",
       {{"n", Kind::Integer}, {"h", Kind::Integer}, {"w", Kind::Integer}, {"c", Kind::Integer}, {"add", Kind::Flag},
        {"relu", Kind::Flag}, {"epsilon", Kind::Real}, {"in", Kind::Layout}, {"out", Kind::Layout},
        {"algorithm", Kind::Word}, {"split", Kind::Integer}, {"machine", Kind::Word}}},
      // `relu`: what is read as dy counts only where the ReLU's output is positive.
      {"batch_norm_sums",
       {{"n", Kind::Integer}, {"h", Kind::Integer}, {"w", Kind::Integer}, {"c", Kind::Integer}, {"relu", Kind::Flag},
        {"epsilon", Kind::Real}, {"in", Kind::Layout}, {"dy", Kind::Layout}, {"y", Kind::Layout},
        {"algorithm", Kind::Word}, {"split", Kind::Integer}, {"machine", Kind::Word}}},
      {"batch_norm_gradient",
       {{"n", Kind::Integer}, {"h", Kind::Integer}, {"w", Kind::Integer}, {"c", Kind::Integer}, {"relu", Kind::Flag},
        {"epsilon", Kind::Real}, {"in", Kind::Layout}, {"dy", Kind::Layout}, {"y", Kind::Layout},
        {"out", Kind::Layout}, {"algorithm", Kind::Word}, {"split", Kind::Integer}, {"machine", Kind::Word}}},
      {"batch_norm_frozen_gradient",
       {{"n", Kind::Integer}, {"h", Kind::Integer}, {"w", Kind::Integer}, {"c", Kind::Integer}, {"relu", Kind::Flag},
        {"epsilon", Kind::Real}, {"dy", Kind::Layout}, {"y", Kind::Layout}, {"out", Kind::Layout},
        {"algorithm", Kind::Word}, {"split", Kind::Integer}, {"machine", Kind::Word}}},
      {"relu",
       {{"n", Kind::Integer}, {"h", Kind::Integer}, {"w", Kind::Integer}, {"c", Kind::Integer}, {"in", Kind::Layout},
        {"out", Kind::Layout}, {"algorithm", Kind::Word}, {"split", Kind::Integer}, {"machine", Kind::Word}}},
      {"relu_gradient",
       {{"n", Kind::Integer}, {"h", Kind::Integer}, {"w", Kind::Integer}, {"c", Kind::Integer}, {"dy", Kind::Layout},
        {"y", Kind::Layout}, {"out", Kind::Layout}, {"algorithm", Kind::Word}, {"split", Kind::Integer},
        {"machine", Kind::Word}}},
      {"add",
       {{"n", Kind::Integer}, {"h", Kind::Integer}, {"w", Kind::Integer}, {"c", Kind::Integer}, {"relu", Kind::Flag},
        {"in", Kind::Layout}, {"out", Kind::Layout}, {"algorithm", Kind::Word}, {"split", Kind::Integer},
        {"machine", Kind::Word}}},
      // A max pool that also tells which of its window's values won: r * row + column, the first of equals.
      {"max_pool_indices",
       {{"n", Kind::Integer}, {"h", Kind::Integer}, {"w", Kind::Integer}, {"c", Kind::Integer}, {"r", Kind::Integer},
        {"stride", Kind::Integer}, {"pad", Kind::Padding}, {"in", Kind::Layout}, {"out", Kind::Layout},
        {"algorithm", Kind::Word}, {"split", Kind::Integer}, {"machine", Kind::Word}}},
      // h w c: of the pool's input, as in the forward's key.
      {"max_pool_gradient",
       {{"n", Kind::Integer}, {"h", Kind::Integer}, {"w", Kind::Integer}, {"c", Kind::Integer}, {"r", Kind::Integer},
        {"stride", Kind::Integer}, {"pad", Kind::Padding}, {"dy", Kind::Layout}, {"out", Kind::Layout},
        {"algorithm", Kind::Word}, {"split", Kind::Integer}, {"machine", Kind::Word}}},
      {"global_avg_pool_gradient",
       {{"n", Kind::Integer}, {"h", Kind::Integer}, {"w", Kind::Integer}, {"c", Kind::Integer}, {"out", Kind::Layout},
        {"algorithm", Kind::Word}, {"split", Kind::Integer}, {"machine", Kind::Word}}},
      {"pad_channels_gradient",
       {{"n", Kind::Integer}, {"h", Kind::Integer}, {"w", Kind::Integer}, {"c", Kind::Integer}, {"k", Kind::Integer},
        {"stride", Kind::Integer}, {"dy", Kind::Layout}, {"out", Kind::Layout}, {"algorithm", Kind::Word},
        {"split", Kind::Integer}, {"machine", Kind::Word}}},
      {"softmax_cross_entropy",
       {{"n", Kind::Integer}, {"k", Kind::Integer}, {"label_smoothing", Kind::Real}, {"algorithm", Kind::Word},
        {"machine", Kind::Word}}},
      // The forward convolution's fields. rows, images: the pixels of a block, summed in registers.
      {"filter_gradient",
       {{"n", Kind::Integer}, {"h", Kind::Integer}, {"w", Kind::Integer}, {"c", Kind::Integer}, {"k", Kind::Integer},
        {"r", Kind::Integer}, {"stride", Kind::Integer}, {"pad", Kind::Padding}, {"in", Kind::Layout},
        {"dy", Kind::Layout}, {"algorithm", Kind::Word}, {"tile", Kind::Tile}, {"rows", Kind::Integer},
        {"images", Kind::Integer}, {"pack", Kind::Word}, {"split", Kind::Integer}, {"prefetch", Kind::Flag},
        {"machine", Kind::Word}}},
      // The forward convolution's fields; what the forward's stride 1 makes a convolution of its own is conv2d.
      {"input_gradient",
       {{"n", Kind::Integer}, {"h", Kind::Integer}, {"w", Kind::Integer}, {"c", Kind::Integer}, {"k", Kind::Integer},
        {"r", Kind::Integer}, {"stride", Kind::Integer}, {"pad", Kind::Padding}, {"add", Kind::Flag},
        {"dy", Kind::Layout}, {"out", Kind::Layout}, {"algorithm", Kind::Word}, {"tile", Kind::Tile},
        {"panel", Kind::Integer}, {"split", Kind::Integer}, {"machine", Kind::Word}}},
      // A filter for input gradients: input channels in panels, output channels summed; `rotate`: the window
      // upside down, as a convolution over dy reads it.
      {"pack_transposed",
       {{"c", Kind::Integer}, {"k", Kind::Integer}, {"r", Kind::Integer}, {"rotate", Kind::Flag},
        {"algorithm", Kind::Word}, {"panel", Kind::Integer}, {"machine", Kind::Word}}},
      {"bias_gradient",
       {{"n", Kind::Integer}, {"h", Kind::Integer}, {"w", Kind::Integer}, {"k", Kind::Integer}, {"dy", Kind::Layout},
        {"algorithm", Kind::Word}, {"machine", Kind::Word}}},
      // count: elements of a parameter.
      {"sgd_update",
       {{"count", Kind::Integer}, {"algorithm", Kind::Word}, {"split", Kind::Integer}, {"machine", Kind::Word}}},
      {"adam_update",
       {{"count", Kind::Integer}, {"adamw", Kind::Flag}, {"beta1", Kind::Real}, {"beta2", Kind::Real},
        {"epsilon", Kind::Real}, {"algorithm", Kind::Word}, {"split", Kind::Integer}, {"machine", Kind::Word}}},
      // pixels: of one image's map, where the moving variance is the unbiased one; else 0.
      {"update_moving",
       {{"c", Kind::Integer}, {"momentum", Kind::Real}, {"pixels", Kind::Integer}, {"algorithm", Kind::Word},
        {"machine", Kind::Word}}},
  };
  return schemas;
}

// What devices alone have: a sum that is too long for a few blocks is made in `parts`, added by a second
// kernel; and the zeros around a map, which on a CPU the support code writes.
const std::vector<KernelSchema> &devices() {
  static const std::vector<KernelSchema> schemas = {
      {"conv2d_parts",
       {{"n", Kind::Integer}, {"h", Kind::Integer}, {"w", Kind::Integer}, {"c", Kind::Integer}, {"k", Kind::Integer},
        {"r", Kind::Integer}, {"stride", Kind::Integer}, {"pad", Kind::Padding}, {"in", Kind::Layout},
        {"parts", Kind::Integer}, {"algorithm", Kind::Word}, {"tile", Kind::Tile}, {"panel", Kind::Integer},
        {"machine", Kind::Word}}},
      {"filter_gradient_parts",
       {{"n", Kind::Integer}, {"h", Kind::Integer}, {"w", Kind::Integer}, {"c", Kind::Integer}, {"k", Kind::Integer},
        {"r", Kind::Integer}, {"stride", Kind::Integer}, {"pad", Kind::Padding}, {"in", Kind::Layout},
        {"dy", Kind::Layout}, {"parts", Kind::Integer}, {"algorithm", Kind::Word}, {"tile", Kind::Tile},
        {"machine", Kind::Word}}},
      // n h w k: of the sum. `panel`: of the shift, where there is one.
      {"sum_parts",
       {{"parts", Kind::Integer}, {"n", Kind::Integer}, {"h", Kind::Integer}, {"w", Kind::Integer},
        {"k", Kind::Integer}, {"shift", Kind::Flag}, {"add", Kind::Flag}, {"relu", Kind::Flag}, {"out", Kind::Layout},
        {"algorithm", Kind::Word}, {"panel", Kind::Integer}, {"machine", Kind::Word}}},
      {"zero_halo",
       {{"n", Kind::Integer}, {"h", Kind::Integer}, {"w", Kind::Integer}, {"c", Kind::Integer}, {"out", Kind::Layout},
        {"algorithm", Kind::Word}, {"machine", Kind::Word}}},
  };
  return schemas;
}
} // namespace

const std::vector<KernelSchema> &allSchemas() {
  static const std::vector<KernelSchema> all = [] {
    std::vector<KernelSchema> list = inference();
    list.insert(list.end(), training().begin(), training().end());
    list.insert(list.end(), devices().begin(), devices().end());
    return list;
  }();
  return all;
}

const KernelSchema *findSchema(std::string_view operation) {
  for (const KernelSchema &schema : allSchemas())
    if (schema.operation == operation)
      return &schema;
  return nullptr;
}

} // namespace resnetc
