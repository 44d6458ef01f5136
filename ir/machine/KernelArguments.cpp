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
  throw std::logic_error("arguments of " + op + " are not described");
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
