#include "ir/machine/KernelArguments.h"
#include <stdexcept>

namespace resnetc {
namespace {

using Arguments = std::vector<KernelArgument>;

KernelArgument reads(std::string name, std::vector<int64_t> extents) {
  return {std::move(name), "f32", std::move(extents)};
}

KernelArgument writes(std::string name, std::vector<int64_t> extents) {
  return {std::move(name), "f32", std::move(extents), 0, true, false};
}

/// A map as `layout` says, n images of h x w pixels and c channels.
KernelArgument map(std::string name, const Layout &layout, int64_t n, int64_t h, int64_t w, int64_t c,
                   bool written = false) {
  if (layout.channelsFirst)
    return {std::move(name), layout.element, {n, c, h, w}, 0, written, false};
  return {std::move(name), layout.element, {n, h, w, c}, layout.halo, written, false};
}

KernelArgument inputMap(const KernelKey &key, std::string name = "input") {
  return map(std::move(name), key.layout("in"), key.integer("n"), key.integer("h"), key.integer("w"), key.integer("c"));
}

int64_t panelsOf(const KernelKey &key) {
  const int64_t panel = key.integer("panel");
  return (key.integer("k") + panel - 1) / panel;
}

std::vector<int64_t> filterExtents(const KernelKey &key, int64_t r) {
  return {panelsOf(key), r, r, key.integer("c"), key.integer("panel")};
}

void addFilterAndShift(const KernelKey &key, int64_t r, Arguments &list) {
  list.push_back(reads("filter", filterExtents(key, r)));
  list.push_back(reads("shift", {panelsOf(key) * key.integer("panel")}));
}

Arguments argumentsOfConv2d(const KernelKey &key) {
  Arguments list = {inputMap(key)};
  addFilterAndShift(key, key.integer("r"), list);
  const auto result = [&](std::string name, bool written) {
    return map(std::move(name), key.layout("out"), key.integer("n"), key.outputHeight(), key.outputWidth(),
               key.integer("k"), written);
  };
  if (key.flag("add"))
    list.push_back(result("residual", false));
  list.push_back(result("output", true));
  return list;
}

Arguments argumentsOfStem(const KernelKey &key) {
  Arguments list = {inputMap(key)};
  addFilterAndShift(key, key.integer("r"), list);
  const Padding pad = key.padding("pool_pad");
  const int64_t window = key.integer("pool"), stride = key.integer("pool_stride");
  const int64_t h = (key.outputHeight() + pad.top + pad.bottom - window) / stride + 1;
  const int64_t w = (key.outputWidth() + pad.left + pad.right - window) / stride + 1;
  list.push_back(map("output", key.layout("out"), key.integer("n"), h, w, key.integer("k"), true));
  return list;
}

Arguments argumentsOfPadChannels(const KernelKey &key) {
  const int64_t stride = key.integer("stride");
  const int64_t h = (key.integer("h") - 1) / stride + 1, w = (key.integer("w") - 1) / stride + 1;
  return {inputMap(key), map("output", key.layout("out"), key.integer("n"), h, w, key.integer("k"), true)};
}

Arguments argumentsOfImages(const KernelKey &key) {
  const bool pixels = key.operation() == "preprocess";
  const int64_t n = key.integer("n"), h = key.integer("h"), w = key.integer("w"), c = key.integer("c");
  Layout in = key.layout("in");
  if (pixels)
    in.element = "u8"; // cameras and files give R, G, B, whatever the net takes
  KernelArgument output = map(pixels ? "images" : "output", key.layout("out"), n, h, w, c, true);
  output.writesHalo = !pixels;
  return {map(pixels ? "pixels" : "images", in, n, h, w, pixels ? 3 : c), output};
}

Arguments argumentsOfPackFilter(const KernelKey &key) {
  const int64_t r = key.integer("r"), k = key.integer("k");
  Arguments list = {reads("kernel", {r, r, key.integer("c"), k})};
  if (key.flag("fold")) {
    list.push_back(reads("gamma", {k}));
    list.push_back(reads("variance", {k}));
  }
  list.push_back(writes("filter", filterExtents(key, r)));
  return list;
}

Arguments argumentsOfFoldShift(const KernelKey &key) {
  const int64_t k = key.integer("k");
  Arguments list;
  if (key.flag("bias"))
    list.push_back(reads("bias", {k}));
  if (key.flag("fold"))
    for (const char *name : {"gamma", "beta", "mean", "variance"})
      list.push_back(reads(name, {k}));
  list.push_back(writes("shift", {panelsOf(key) * key.integer("panel")}));
  return list;
}

//===--- training --------------------------------------------------------------===//

KernelArgument hyper() { return reads("hyper", {hyperValues}); }

/// A map of the key's n x h x w x c in the layout of `field`.
KernelArgument mapOf(const KernelKey &key, std::string name, std::string_view field, bool written = false) {
  return map(std::move(name), key.layout(field), key.integer("n"), key.integer("h"), key.integer("w"),
             key.integer("c"), written);
}

/// A map as the forward convolution or pool of this key writes it.
KernelArgument outputMapOf(const KernelKey &key, std::string name, std::string_view field, int64_t channels) {
  return map(std::move(name), key.layout(field), key.integer("n"), key.outputHeight(), key.outputWidth(), channels);
}

Arguments argumentsOfBatchImages(const KernelKey &key) {
  KernelArgument output = mapOf(key, "output", "out", true);
  output.writesHalo = true;
  return {mapOf(key, "images", "in"), hyper(), output};
}

Arguments argumentsOfBatchNorm(const KernelKey &key) {
  const int64_t c = key.integer("c");
  Arguments list = {mapOf(key, "input", "in")};
  for (const char *name : {"mean", "variance", "gamma", "beta"})
    list.push_back(reads(name, {c}));
  if (key.flag("add"))
    list.push_back(mapOf(key, "residual", "out"));
  list.push_back(mapOf(key, "output", "out", true));
  return list;
}

/// dy, what the batch norm read and, under a ReLU, what that gave.
Arguments gradientOfNorm(const KernelKey &key) {
  Arguments list = {mapOf(key, "dy", "dy")};
  if (key.has("in"))
    list.push_back(mapOf(key, "input", "in"));
  if (key.flag("relu"))
    list.push_back(mapOf(key, "y", "y"));
  return list;
}

Arguments argumentsOfNormSums(const KernelKey &key) {
  const int64_t c = key.integer("c");
  Arguments list = gradientOfNorm(key);
  list.insert(list.end(), {reads("mean", {c}), reads("variance", {c}), writes("dgamma", {c}), writes("dbeta", {c})});
  return list;
}

Arguments argumentsOfNormGradient(const KernelKey &key) {
  const int64_t c = key.integer("c");
  Arguments list = gradientOfNorm(key);
  for (const char *name : {"mean", "variance", "gamma", "dgamma", "dbeta"})
    list.push_back(reads(name, {c}));
  list.insert(list.end(), {hyper(), mapOf(key, "dx", "out", true)});
  return list;
}

Arguments argumentsOfFrozenNormGradient(const KernelKey &key) {
  const int64_t c = key.integer("c");
  Arguments list = gradientOfNorm(key);
  list.insert(list.end(), {reads("variance", {c}), reads("gamma", {c}), mapOf(key, "dx", "out", true)});
  return list;
}

KernelArgument indicesOf(const KernelKey &key, bool written) {
  return {"indices", "u8", {key.integer("n"), key.outputHeight(), key.outputWidth(), key.integer("c")}, 0, written};
}

Arguments argumentsOfMaxPoolIndices(const KernelKey &key) {
  KernelArgument output = outputMapOf(key, "output", "out", key.integer("c"));
  output.written = true;
  return {inputMap(key), output, indicesOf(key, true)};
}

Arguments argumentsOfPadChannelsGradient(const KernelKey &key) {
  const int64_t stride = key.integer("stride");
  const int64_t h = (key.integer("h") - 1) / stride + 1, w = (key.integer("w") - 1) / stride + 1;
  return {map("dy", key.layout("dy"), key.integer("n"), h, w, key.integer("k")), mapOf(key, "dx", "out", true)};
}

Arguments argumentsOfCrossEntropy(const KernelKey &key) {
  const int64_t n = key.integer("n"), k = key.integer("k");
  return {reads("logits", {n, k}),     {"labels", "i32", {n}}, hyper(),
          writes("gradient", {n, k}), writes("loss", {1}),     {"correct", "i32", {1}, 0, true}};
}

Arguments argumentsOfInputGradient(const KernelKey &key) {
  const int64_t panel = key.integer("panel"), r = key.integer("r");
  const int64_t panels = (key.integer("c") + panel - 1) / panel;
  Arguments list = {outputMapOf(key, "dy", "dy", key.integer("k")),
                    reads("filter", {panels, r, r, key.integer("k"), panel})};
  if (key.flag("add"))
    list.push_back(mapOf(key, "residual", "out"));
  list.push_back(mapOf(key, "dx", "out", true));
  return list;
}

Arguments argumentsOfPackTransposed(const KernelKey &key) {
  const int64_t panel = key.integer("panel"), r = key.integer("r"), c = key.integer("c"), k = key.integer("k");
  return {reads("kernel", {r, r, c, k}), writes("filter", {(c + panel - 1) / panel, r, r, k, panel})};
}

/// Tensors of one size that are read and written in place, after what is only read.
Arguments inPlace(Arguments list, std::initializer_list<const char *> names, int64_t count) {
  for (const char *name : names)
    list.push_back(reads(name, {count}));
  for (const char *name : names)
    list.push_back(writes(name, {count}));
  return list;
}

/// Of the operations of training; empty for others.
Arguments argumentsOfTraining(const KernelKey &key) {
  const std::string &op = key.operation();
  if (op == "batch_images")
    return argumentsOfBatchImages(key);
  if (op == "batch_norm_statistics")
    return {inputMap(key), hyper(), reads("pivot", {key.integer("c")}), writes("mean", {key.integer("c")}),
            writes("variance", {key.integer("c")})};
  if (op == "batch_norm")
    return argumentsOfBatchNorm(key);
  if (op == "batch_norm_sums")
    return argumentsOfNormSums(key);
  if (op == "batch_norm_gradient")
    return argumentsOfNormGradient(key);
  if (op == "batch_norm_frozen_gradient")
    return argumentsOfFrozenNormGradient(key);
  if (op == "relu")
    return {inputMap(key), mapOf(key, "output", "out", true)};
  if (op == "relu_gradient")
    return {mapOf(key, "dy", "dy"), mapOf(key, "y", "y"), mapOf(key, "dx", "out", true)};
  if (op == "add")
    return {inputMap(key), mapOf(key, "residual", "out"), mapOf(key, "output", "out", true)};
  if (op == "max_pool_indices")
    return argumentsOfMaxPoolIndices(key);
  if (op == "max_pool_gradient")
    return {outputMapOf(key, "dy", "dy", key.integer("c")), indicesOf(key, false), mapOf(key, "dx", "out", true)};
  if (op == "global_avg_pool_gradient")
    return {reads("dy", {key.integer("n"), key.integer("c")}), mapOf(key, "dx", "out", true)};
  if (op == "pad_channels_gradient")
    return argumentsOfPadChannelsGradient(key);
  if (op == "softmax_cross_entropy")
    return argumentsOfCrossEntropy(key);
  if (op == "filter_gradient")
    return {inputMap(key), outputMapOf(key, "dy", "dy", key.integer("k")),
            writes("dw", {key.integer("r"), key.integer("r"), key.integer("c"), key.integer("k")})};
  if (op == "input_gradient")
    return argumentsOfInputGradient(key);
  if (op == "pack_transposed")
    return argumentsOfPackTransposed(key);
  if (op == "bias_gradient")
    return {map("dy", key.layout("dy"), key.integer("n"), key.integer("h"), key.integer("w"), key.integer("k")),
            writes("db", {key.integer("k")})};
  if (op == "sgd_update")
    return inPlace({reads("gradient", {key.integer("count")}), hyper()}, {"parameter", "velocity"},
                   key.integer("count"));
  if (op == "adam_update")
    return inPlace({reads("gradient", {key.integer("count")}), hyper()},
                   {"parameter", "first_moment", "second_moment"}, key.integer("count"));
  if (op == "update_moving")
    return inPlace({reads("mean", {key.integer("c")}), reads("variance", {key.integer("c")}), hyper()},
                   {"moving_mean", "moving_variance"}, key.integer("c"));
  return {};
}

Arguments argumentsOfConv2dParts(const KernelKey &key) {
  return {inputMap(key), reads("filter", filterExtents(key, key.integer("r"))),
          writes("parts", {key.integer("parts"), key.integer("n"), key.outputHeight(), key.outputWidth(),
                           key.integer("k")})};
}

Arguments argumentsOfFilterGradientParts(const KernelKey &key) {
  return {inputMap(key), outputMapOf(key, "dy", "dy", key.integer("k")),
          writes("parts", {key.integer("parts"), key.integer("r"), key.integer("r"), key.integer("c"),
                           key.integer("k")})};
}

Arguments argumentsOfSumParts(const KernelKey &key) {
  const int64_t n = key.integer("n"), h = key.integer("h"), w = key.integer("w"), k = key.integer("k");
  Arguments list = {reads("parts", {key.integer("parts"), n, h, w, k})};
  if (key.flag("shift"))
    list.push_back(reads("shift", {panelsOf(key) * key.integer("panel")}));
  if (key.flag("add"))
    list.push_back(map("residual", key.layout("out"), n, h, w, k));
  list.push_back(map("output", key.layout("out"), n, h, w, k, true));
  return list;
}

Arguments argumentsOfZeroHalo(const KernelKey &key) {
  KernelArgument output = map("output", key.layout("out"), key.integer("n"), key.integer("h"), key.integer("w"),
                              key.integer("c"), true);
  output.writesHalo = true;
  return {output};
}

/// Empty if `key` is of no operation that devices alone have.
Arguments argumentsOfDevice(const KernelKey &key) {
  const std::string &op = key.operation();
  if (op == "conv2d_parts")
    return argumentsOfConv2dParts(key);
  if (op == "filter_gradient_parts")
    return argumentsOfFilterGradientParts(key);
  if (op == "sum_parts")
    return argumentsOfSumParts(key);
  return op == "zero_halo" ? argumentsOfZeroHalo(key) : Arguments();
}

} // namespace

int64_t KernelArgument::elements() const {
  int64_t product = 1;
  for (size_t i = 0; i < extents.size(); ++i)
    product *= extents[i] + (extents.size() == 4 && (i == 1 || i == 2) ? 2 * halo : 0);
  return product;
}

int64_t KernelArgument::bytes() const { return elements() * (element == "u8" ? 1 : 4); }

std::vector<KernelArgument> argumentsOf(const KernelKey &key) {
  const std::string &op = key.operation();
  if (op == "conv2d")
    return argumentsOfConv2d(key);
  if (op == "stem")
    return argumentsOfStem(key);
  if (op == "max_pool")
    return {inputMap(key), map("output", key.layout("out"), key.integer("n"), key.outputHeight(), key.outputWidth(),
                               key.integer("c"), true)};
  if (op == "global_avg_pool")
    return {inputMap(key), writes("output", {key.integer("n"), key.integer("c")})};
  if (op == "dense") {
    Arguments list = {reads("input", {key.integer("n"), key.integer("c")})};
    addFilterAndShift(key, 1, list);
    list.push_back(writes("output", {key.integer("n"), key.integer("k")}));
    return list;
  }
  if (op == "softmax")
    return {reads("logits", {key.integer("n"), key.integer("k")}),
            writes("probabilities", {key.integer("n"), key.integer("k")})};
  if (op == "pad_channels")
    return argumentsOfPadChannels(key);
  if (op == "preprocess" || op == "layout")
    return argumentsOfImages(key);
  if (op == "pack_filter")
    return argumentsOfPackFilter(key);
  if (op == "fold_shift")
    return argumentsOfFoldShift(key);
  if (Arguments list = argumentsOfTraining(key); !list.empty())
    return list;
  if (Arguments list = argumentsOfDevice(key); !list.empty())
    return list;
  throw std::logic_error("arguments of " + op + " are not described");
}

size_t outputsOf(const std::vector<KernelArgument> &arguments) {
  size_t count = 0;
  for (const KernelArgument &argument : arguments)
    count += argument.written;
  return count;
}

bool isInPlaceSafe(const KernelKey &key) {
  if (key.operation() != "conv2d" || !key.flag("add"))
    return false;
  if (key.text("algorithm") == "plain")
    return true;
  // The last tile overlaps its neighbour unless the tile divides the map.
  return key.text("algorithm") == "direct" && key.outputHeight() * key.outputWidth() % key.tile().pixels == 0;
}

} // namespace resnetc
