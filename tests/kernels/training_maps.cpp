// Training's kernels that go from maps to maps value by value or window by window.
#include "tests/kernels/Training.h"
#include <catch2/catch.hpp>
#include <cmath>

using namespace resnetc;

namespace {
/// Runs all ragged shapes; `want` gets a view of each input and gives the value of a pixel.
using Definition = std::function<double(const KernelKey &, const std::vector<Pixels> &, int64_t n, int64_t y, int64_t x,
                                        int64_t c)>;
void requireRagged(const std::vector<std::string> &variants, double margin, const Definition &want) {
  forEachKey(variants, [&](const KernelKey &key) {
    const auto arguments = argumentsOf(key);
    const auto inputs = poisonedInputs(key, key.integer("n"));
    std::vector<Pixels> maps;
    for (size_t i = 0; i < inputs.size(); ++i)
      maps.emplace_back(inputs[i], arguments[i]);
    requirePixels(arguments.back(), runKernel(key, inputs), margin,
                  [&](int64_t n, int64_t y, int64_t x, int64_t c) { return want(key, maps, n, y, x, c); });
  });
}

struct Best {
  double value = -HUGE_VAL;
  int64_t index = 0, y = 0, x = 0;
};

/// The first largest value of a window of the pool's input.
Best bestOf(const KernelKey &key, const Pixels &input, int64_t n, int64_t y, int64_t x, int64_t c) {
  const Padding pad = key.padding("pad");
  const int64_t r = key.integer("r"), stride = key.integer("stride");
  Best best;
  for (int64_t i = 0; i < r; ++i)
    for (int64_t j = 0; j < r; ++j) {
      const int64_t row = y * stride + i - pad.top, column = x * stride + j - pad.left;
      if (row < 0 || column < 0 || row >= key.integer("h") || column >= key.integer("w"))
        continue;
      const double value = input(n, row, column, c);
      if (value > best.value)
        best = {value, i * r + j, row, column};
    }
  return best;
}

const std::vector<std::string> &pools() {
  static const std::vector<std::string> list = {
      " n=1 h=1 w=1 c=1 r=1",
      " n=3 h=9 w=7 c=17 r=3 stride=2",
      " n=1 h=13 w=13 c=24 r=3 stride=2 pad=1,1,1,1 LARGE+1",
      " n=5 h=8 w=8 c=16 r=2 stride=2 pad=0,0,1,1 LARGE+1 SMALL+2",
      " n=1 h=10 w=6 c=6 r=5 stride=3 pad=2,1,2,1 SMALL+1",
      " n=3 h=14 w=14 c=64 r=3 stride=2 pad=1,1,1,1 SMALL+1",
      " n=1 h=7 w=7 c=3 r=3 stride=1 pad=1,1,1,1 LARGE+2",
      " n=1 h=5 w=5 c=8 r=3 stride=5",
      " n=3 h=6 w=9 c=1 r=3 stride=3 pad=1,0,1,0",
      " n=1 h=3 w=3 c=128 r=3 stride=2 pad=1,1,1,1",
      " n=5 h=4 w=5 c=20 r=4 stride=1 pad=3,3,3,3 LARGE+1 SMALL+1",
      " n=1 h=17 w=2 c=33 r=2 stride=1",
      " n=1 h=2 w=17 c=48 r=2 stride=2 pad=0,1,0,1",
      " n=3 h=15 w=15 c=2 r=15 stride=7 pad=7,7,7,7",
      " n=1 h=11 w=12 c=40 r=3 stride=2 pad=0,0,1,1 LARGE+2 SMALL+2",
      " n=1 h=8 w=8 c=8 r=5 stride=2 pad=2,2,2,2",
      " n=3 h=7 w=5 c=3 r=1 stride=2",
      " n=1 h=9 w=9 c=96 r=3 stride=2 pad=1,1,1,1 LARGE+1",
      " n=5 h=3 w=4 c=17 r=2 stride=3",
      " n=1 h=1 w=9 c=8 r=3 stride=2 pad=1,1,1,1",
      " n=1 h=12 w=5 c=12 r=4 stride=2 pad=1,1,1,1 SMALL+2",
  };
  return list;
}

/// Questions of all pools with the layouts of their large and their small maps.
std::vector<KernelKey> poolQuestions(const std::string &operation, const char *large, const char *small) {
  std::vector<KernelKey> questions;
  for (std::string shape : pools()) {
    for (const auto &[word, field] : {std::pair<std::string, std::string>{"LARGE", large}, {"SMALL", small}})
      if (const size_t at = shape.find(word); at != std::string::npos)
        shape.replace(at, word.size(), field + "=f32:nhwc");
    questions.push_back(question(operation + shape));
  }
  return questions;
}

/// Values of a few levels, so that windows have equal ones.
void makeCoarse(Values &values) {
  for (float &value : values)
    value = std::round(value);
}
} // namespace

TEST_CASE("relu keeps what is above zero", "[kernels][training][on-devices]") {
  requireRagged({"relu"}, 0, [](const KernelKey &, const std::vector<Pixels> &in, int64_t n, int64_t y, int64_t x,
                              int64_t c) { return std::max(in[0](n, y, x, c), 0.0); });
}

TEST_CASE("relu's gradient is dy where the output is above zero", "[kernels][training][on-devices]") {
  requireRagged({"relu_gradient"}, 0, [](const KernelKey &, const std::vector<Pixels> &in, int64_t n, int64_t y,
                                       int64_t x, int64_t c) { return in[1](n, y, x, c) > 0 ? in[0](n, y, x, c) : 0; });
}

TEST_CASE("maps are added, then cut off if asked", "[kernels][training][on-devices]") {
  requireRagged({"add relu=1", "add"}, 1e-7,
                [](const KernelKey &key, const std::vector<Pixels> &in, int64_t n, int64_t y, int64_t x, int64_t c) {
                  const double sum = in[0](n, y, x, c) + in[1](n, y, x, c);
                  return key.flag("relu") ? std::max(sum, 0.0) : sum;
                });
}

TEST_CASE("the gradient of a mean is shared by its pixels", "[kernels][training][on-devices]") {
  forEachKey({"global_avg_pool_gradient"}, [](const KernelKey &key) {
    const auto inputs = makeInputs(key);
    const int64_t c = key.integer("c"), pixels = key.integer("h") * key.integer("w");
    requirePixels(argumentsOf(key).back(), runKernel(key, inputs), 1e-7,
                  [&](int64_t n, int64_t, int64_t, int64_t k) {
                    return double(inputs[0][size_t(n * c + k)]) / double(pixels);
                  });
  });
}

TEST_CASE("the shortcut's gradient drops added channels and is zero between pixels", "[kernels][training][on-devices]") {
  std::vector<KernelKey> questions;
  int64_t turn = 0;
  for (const RaggedShape &shape : raggedShapes()) {
    const int64_t added = std::vector<int64_t>{shape.c, 0, 5}[size_t(turn / 3 % 3)];
    questions.push_back(questionOf("pad_channels_gradient k=" + std::to_string(shape.c + added) +
                                       " stride=" + std::to_string(1 + turn++ % 3),
                                   shape));
  }
  forEachQuestion(questions, [](const KernelKey &key) {
    const int64_t stride = key.integer("stride"), before = (key.integer("k") - key.integer("c")) / 2;
    const auto arguments = argumentsOf(key);
    const auto inputs = poisonedInputs(key, key.integer("n"));
    const Pixels dy(inputs[0], arguments[0]);
    requirePixels(arguments.back(), runKernel(key, inputs), 0, [&](int64_t n, int64_t y, int64_t x, int64_t c) {
      return y % stride || x % stride ? 0 : dy(n, y / stride, x / stride, c + before);
    });
  });
}

TEST_CASE("a max pool tells the first of its window's largest values", "[kernels][training][on-devices]") {
  forEachQuestion(
    poolQuestions("max_pool_indices", "in", "out"),
    [](const KernelKey &key) {
      const auto arguments = argumentsOf(key);
      auto inputs = poisonedInputs(key, 1);
      makeCoarse(inputs[0]);
      const Pixels input(inputs[0], arguments[0]);
      const auto got = CompiledKernel(key)(inputs);
      requirePixels(arguments[1], got[0], 0, [&](int64_t n, int64_t y, int64_t x, int64_t c) {
        return bestOf(key, input, n, y, x, c).value;
      });
      requirePixels(arguments[2], got[1], 0, [&](int64_t n, int64_t y, int64_t x, int64_t c) {
        return double(bestOf(key, input, n, y, x, c).index);
      });
    }, 2);
}

TEST_CASE("a max pool's gradient goes to the values that won", "[kernels][training][on-devices]") {
  forEachQuestion(
    poolQuestions("max_pool_gradient", "out", "dy"),
    [](const KernelKey &key) {
      const auto arguments = argumentsOf(key);
      auto inputs = poisonedInputs(key, 1);
      const int64_t h = key.integer("h"), w = key.integer("w"), c = key.integer("c");
      const KernelArgument forward = {"input", "f32", {key.integer("n"), h, w, c}};
      Values values(size_t(forward.elements()));
      for (size_t i = 0; i < values.size(); ++i)
        values[i] = float(i * 2654435761u % 7); // equal values too
      std::vector<double> want(values.size());
      const Pixels input(values, forward), dy(inputs[0], arguments[0]);
      size_t next = 0;
      for (int64_t n = 0; n < key.integer("n"); ++n)
        for (int64_t y = 0; y < key.outputHeight(); ++y)
          for (int64_t x = 0; x < key.outputWidth(); ++x)
            for (int64_t k = 0; k < c; ++k) {
              const Best best = bestOf(key, input, n, y, x, k);
              inputs[1][next++] = float(best.index);
              want[size_t(((n * h + best.y) * w + best.x) * c + k)] += dy(n, y, x, k);
            }
      requirePixels(arguments.back(), runKernel(key, inputs), 1e-6, [&](int64_t n, int64_t y, int64_t x, int64_t k) {
        return want[size_t(((n * h + y) * w + x) * c + k)];
      });
    }, 2);
}
