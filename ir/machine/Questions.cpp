#include "ir/machine/Questions.h"
#include "ir/machine/KernelArguments.h"
#include <algorithm>

namespace resnetc {
namespace {

// Halide's kernels count elements in 32 bits.
constexpr double largestBuffer = 2147483647.0;

std::string number(int64_t value) { return std::to_string(value); }

std::string faultOfExtents(const KernelKey &key) {
  for (const char *field : {"n", "h", "w", "c", "k", "r", "stride", "pool", "pool_stride", "parts"})
    if (key.has(field) && (key.integer(field) < 1 || key.integer(field) > 1 << 24))
      return std::string(field) + "=" + key.text(field) + " is outside 1..16777216";
  for (const char *field : {"pad", "pool_pad"})
    if (key.has(field) && key.padding(field).largest() > 1 << 16)
      return "a padding of " + number(key.padding(field).largest()) + " pixels is more than 65536";
  for (const char *field : {"in", "dy", "y", "out"})
    if (key.has(field) && key.layout(field).halo > 1 << 16)
      return "a halo of " + number(key.layout(field).halo) + " pixels is more than 65536";
  return "";
}

/// A window must fit into the padded map once.
std::string faultOfWindow(int64_t h, int64_t w, const Padding &pad, int64_t window) {
  if (h + pad.top + pad.bottom >= window && w + pad.left + pad.right >= window)
    return "";
  return "a window of " + number(window) + " does not fit into a padded map of " + number(h + pad.top + pad.bottom) +
         " x " + number(w + pad.left + pad.right);
}

/// Every window of a pool must see a pixel, or its maximum is that of nothing.
std::string faultOfPool(int64_t h, int64_t w, const Padding &pad, int64_t window) {
  if (pad.largest() >= window)
    return "a pool of " + number(window) + " padded by " + number(pad.largest()) + " has windows without a pixel";
  return faultOfWindow(h, w, pad, window);
}

std::string faultOfMap(const KernelKey &key, const char *field) {
  const Layout layout = key.layout(field);
  return layout.element == "f32" && !layout.channelsFirst
             ? ""
             : std::string(field) + "=" + layout.print() + " is not float32 with channels innermost";
}

std::string faultOfConvolution(const KernelKey &key) {
  const Padding pad = key.padding("pad");
  std::string fault = faultOfWindow(key.integer("h"), key.integer("w"), pad, key.integer("r"));
  const int64_t halo = key.layout("in").halo;
  if (fault.empty() && halo < pad.largest())
    fault = "the input's halo of " + number(halo) + " is narrower than the padding of " + number(pad.largest());
  if (fault.empty() && key.has("inplace") && key.flag("inplace") && !key.flag("add"))
    fault = "in place without a residual";
  if (fault.empty() && key.operation() == "stem")
    fault = faultOfPool(key.outputHeight(), key.outputWidth(), key.padding("pool_pad"), key.integer("pool"));
  return fault;
}

std::string faultOfPreprocess(const KernelKey &key) {
  const std::string &order = key.text("order");
  const int64_t c = key.integer("c");
  if (!((c == 3 && (order == "rgb" || order == "bgr")) || (c == 1 && order == "gray")))
    return "order " + order + " with " + number(c) + " channels is neither rgb or bgr with 3 nor gray with 1";
  const auto mean = key.reals("mean"), deviation = key.reals("std");
  if (int64_t(mean.size()) != c || int64_t(deviation.size()) != c)
    return "mean and std need a value for each of " + number(c) + " channels";
  if (std::count(deviation.begin(), deviation.end(), 0.0))
    return "a std of 0";
  if (key.layout("in").halo || key.layout("out").halo || key.layout("in").channelsFirst)
    return "pixels are channels innermost, and nothing has a halo";
  return key.layout("out").element == "f32" ? "" : "out=" + key.text("out") + " is not float32";
}

std::string faultOfOperation(const KernelKey &key) {
  const std::string &op = key.operation();
  if (op == "preprocess")
    return faultOfPreprocess(key);
  if (op == "layout" || op == "batch_images")
    return key.layout("in").element == "f32" && !key.layout("in").halo
               ? faultOfMap(key, "out")
               : "in=" + key.text("in") + " is not float32 without a halo";
  for (const char *field : {"in", "dy", "y", "out"})
    if (key.has(field))
      if (const std::string fault = faultOfMap(key, field); !fault.empty())
        return fault;
  if (op == "conv2d" || op == "stem" || op == "conv2d_parts" || op == "filter_gradient_parts")
    return faultOfConvolution(key);
  if (op == "zero_halo" && key.layout("out").halo == 0)
    return "a map without a halo has none to clear";
  if (op == "max_pool" || op == "max_pool_indices" || op == "max_pool_gradient")
    if (const std::string fault = faultOfPool(key.integer("h"), key.integer("w"), key.padding("pad"), key.integer("r"));
        !fault.empty())
      return fault;
  if (op == "filter_gradient")
    return faultOfConvolution(key);
  if (op == "input_gradient")
    return faultOfWindow(key.integer("h"), key.integer("w"), key.padding("pad"), key.integer("r"));
  if (op == "pad_channels" && key.integer("k") < key.integer("c"))
    return "fewer channels out than in";
  if (key.has("epsilon") && key.real("epsilon") < 0)
    return "a negative epsilon";
  return faultOfTrainingQuestion(key);
}

std::string faultOfSizes(const KernelKey &key) {
  for (const KernelArgument &argument : argumentsOf(key)) {
    double elements = 1;
    for (size_t i = 0; i < argument.extents.size(); ++i)
      elements *=
          double(argument.extents[i] + (argument.extents.size() == 4 && (i == 1 || i == 2) ? 2 * argument.halo : 0));
    if (elements > largestBuffer)
      return argument.name + " has more than 2^31 - 1 elements";
  }
  return "";
}

} // namespace

std::string faultOfQuestion(const KernelKey &key) {
  std::string fault = faultOfExtents(key);
  if (fault.empty())
    fault = faultOfOperation(key);
  // Sizes depend on the panel, which a question has not yet; panel 1 is the least.
  KernelKey sized = key;
  if (sized.has("panel") && (sized.text("panel").empty() || sized.integer("panel") < 1))
    sized.set("panel", int64_t(1));
  return fault.empty() ? faultOfSizes(sized) : fault;
}

} // namespace resnetc
