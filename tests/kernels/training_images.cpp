// The images of a step: the caller's memory may end behind those that count.
#include "tests/kernels/Training.h"
#include <catch2/catch.hpp>
#include <set>

using namespace resnetc;

namespace {
void requireBatch(CompiledKernel &kernel, const KernelKey &key, int64_t count) {
  CAPTURE(key.print(), count);
  KernelArgument output = argumentsOf(key).back();
  auto inputs = poisonedInputs(key, count);
  const int64_t h = key.integer("h"), w = key.integer("w"), c = key.integer("c"), halo = output.halo;
  inputs[0].resize(size_t(count * h * w * c)); // what is behind it faults
  output.halo = 0, output.extents[1] += 2 * halo, output.extents[2] += 2 * halo; // all of it is written
  const bool channelsFirst = key.layout("in").channelsFirst;
  requirePixels(output, kernel(inputs).back(), 0, [&](int64_t n, int64_t y, int64_t x, int64_t k) {
    y -= halo, x -= halo;
    if (n >= count || y < 0 || x < 0 || y >= h || x >= w)
      return 0.0;
    return double(inputs[0][size_t(channelsFirst ? ((n * c + k) * h + y) * w + x : ((n * h + y) * w + x) * c + k)]);
  });
}
} // namespace

TEST_CASE("a batch holds the images that count, then zero images, in a frame of zeros", "[kernels][training][on-devices]") {
  const std::string order = GENERATE("nhwc", "nchw");
  std::vector<KernelKey> questions;
  for (RaggedShape shape : raggedShapes()) {
    shape.halos[0] = 0; // the caller's images have none
    questions.push_back(questionOf("batch_images", shape));
    questions.back().set("in", "f32:" + order);
  }
  forEachQuestion(questions, [](const KernelKey &key) {
    CompiledKernel kernel(key);
    const int64_t n = key.integer("n");
    for (const int64_t count : std::set<int64_t>{1, (n + 1) / 2, n})
      requireBatch(kernel, key, count);
  });
}
