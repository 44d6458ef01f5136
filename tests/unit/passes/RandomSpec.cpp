#include "tests/unit/passes/RandomSpec.h"
#include <random>
#include <vector>

namespace resnetc {
namespace {
class Draw {
public:
  explicit Draw(uint64_t seed) : random(seed) {}
  /// One of the choices; a distribution of the standard library would differ between libraries.
  template <typename Value> Value of(std::initializer_list<Value> choices) {
    return *(choices.begin() + random() % choices.size());
  }

private:
  std::mt19937_64 random;
};

std::string preprocessing(int channels) {
  if (channels == 1)
    return "preprocess: {order: gray, scale: 0.5, mean: [20], std: [3]}\n";
  if (channels == 3)
    return "preprocess: {order: bgr, mean: [103.9, 116.8, 123.7], std: [58, 57, 57]}\n";
  return "";
}
} // namespace

std::string randomSpec(uint64_t index, int filterUnit) {
  Draw draw(index * 7919 + 17);
  std::string block = draw.of<std::string>({"basic", "bottleneck"});
  std::string shortcut = draw.of<std::string>({"A", "B", "C", "none"});
  int channels = draw.of({1, 2, 3, 4}), filters = filterUnit * draw.of({2, 4, 6});
  std::string text = "name: net\nblock: " + block + "\nshortcut: " + shortcut + "\n";
  if (block == "bottleneck")
    text += "expansion: 2\nstride-on: " + draw.of<std::string>({"first", "second"}) + "\n";
  text += "input: {height: " + std::to_string(draw.of({13, 16, 21})) + ", width: " +
          std::to_string(draw.of({13, 18})) + ", channels: " + std::to_string(channels) +
          ", layout: " + draw.of<std::string>({"nhwc", "nchw"}) + "}\n" + preprocessing(channels);
  text += "stem: {filters: " + std::to_string(block == "basic" ? filters : 2 * filters) +
          ", kernel: " + std::to_string(draw.of({3, 5, 7})) + ", stride: " + std::to_string(draw.of({1, 2})) +
          ", padding: " + draw.of<std::string>({"symmetric", "same"}) + ", pool: " +
          draw.of<std::string>({"none", "{kernel: 3, stride: 2, padding: valid}",
                                "{kernel: 3, stride: 2, padding: symmetric}",
                                "{kernel: 3, stride: 2, padding: same}"}) +
          "}\n";
  text += "padding: " + draw.of<std::string>({"symmetric", "same"}) + "\n";
  text += "conv-bias: " + draw.of<std::string>({"true", "false"}) + "\n";
  if (draw.of({0, 1, 2}) == 0)
    text += "batch-norm: none\n";
  else if (draw.of({0, 1}) == 0 && (shortcut == "B" || shortcut == "C"))
    text += "projection: {batch-norm: false}\n";
  text += "stages:\n  - {blocks: " + std::to_string(draw.of({1, 2})) + ", filters: " + std::to_string(filters) +
          "}\n  - {blocks: " + std::to_string(draw.of({1, 2})) + ", stride: " + std::to_string(draw.of({1, 2, 3})) +
          "}\n";
  return text + "head: {classes: " + std::to_string(draw.of({2, 5, 10})) + "}\n";
}

} // namespace resnetc
