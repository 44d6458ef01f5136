#include "ir/machine/InputGradientPhases.h"
#include "tests/kernels/OnDevice.h"
#include "tests/kernels/Keys.h"
#include "tests/kernels/Reference.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>

using namespace resnetc;

namespace {
/// Compares within a part of the values' standard deviation, and what must be left alone.
void requireGradient(const KernelKey &key, const std::vector<Values> &inputs, const Values &got) {
  const std::vector<double> want = referenceOf(key, inputs);
  double squares = 0, count = 0;
  for (const double value : want)
    if (value != double(untouched))
      squares += value * value, ++count;
  const double margin = 1e-5 * std::sqrt(squares / count);
  REQUIRE(got.size() == want.size());
  for (size_t i = 0; i < got.size(); ++i)
    if (!(std::abs(got[i] - want[i]) <= margin)) {
      CAPTURE(key.print(), i, got[i], want[i], margin);
      FAIL("a value is wrong");
    }
}

void requireGradientIsRight(const KernelKey &key) {
  CAPTURE(key.print());
  const std::vector<Values> inputs = makeInputs(key);
  requireGradient(key, inputs, runKernel(key, inputs));
}

/// Every third accepted candidate of a device, the best one first.
void requireGradientsOnDevicesAreRight(const std::string &text) {
  for (const std::string &machine : machinesHere())
    for (const KernelKey &key : acceptedKeys(question(text), machine, machine == "opencl" ? 3 : 1))
      requireGradientIsRight(key);
}

/// The best candidates of three machines and the plain loop nest, which is the same of all.
void requireGradientsAreRight(const std::string &text) {
  for (const KernelKey &key : acceptedKeys(question(text), "avx2", 2))
    requireGradientIsRight(key);
  for (const char *machine : {"avx512", "neon"})
    requireGradientIsRight(acceptedKeys(question(text), machine, 1)[0]);
}

/// Requires the same bits of a key whose work is cut into `parts`.
void requireBitsOfTheWhole(KernelKey key, const std::vector<int64_t> &parts) {
  key.set("split", int64_t(1));
  const auto inputs = makeInputs(key);
  const Values whole = runKernel(key, inputs);
  requireGradient(key, inputs, whole);
  for (const int64_t part : parts) {
    key.set("split", part);
    CAPTURE(key.print());
    REQUIRE(whyNotImplemented(key) == "");
    const Values cut = runKernel(key, inputs);
    REQUIRE(std::memcmp(whole.data(), cut.data(), whole.size() * sizeof(float)) == 0);
  }
}
} // namespace

TEST_CASE("filter gradients of ragged shapes give the value of the definition", "[kernels][gradients]") {
  const auto text = GENERATE(
      "h=1 w=1 c=1 k=1", "h=1 w=1 c=3 k=2 r=3 pad=1,1,1,1 in=f32:nhwc+1", "n=2 h=7 w=7 c=17 k=20",
      "n=3 h=7 w=9 c=5 k=20 r=3 pad=1,1,1,1 in=f32:nhwc+1 dy=f32:nhwc+1",
      "n=2 h=7 w=9 c=6 k=37 r=3 stride=2 pad=1,1,1,1 in=f32:nhwc+1",
      "n=2 h=8 w=10 c=7 k=24 r=3 stride=2 pad=0,0,1,1 in=f32:nhwc+1 dy=f32:nhwc+2",
      "n=2 h=13 w=11 c=16 k=32 stride=2 in=f32:nhwc+1", "n=2 h=14 w=14 c=32 k=64 stride=2",
      "n=1 h=29 w=31 c=3 k=16 r=7 stride=2 pad=3,3,3,3 in=f32:nhwc+3",
      "n=2 h=17 w=15 c=1 k=8 r=7 stride=2 pad=3,3,3,3 in=f32:nhwc+3",
      "n=2 h=11 w=11 c=3 k=18 r=5 pad=2,2,2,2 in=f32:nhwc+2", "n=4 h=8 w=8 c=3 k=16 r=3 pad=1,1,1,1 in=f32:nhwc+1",
      "n=5 h=8 w=8 c=16 k=16 r=3 pad=1,1,1,1 in=f32:nhwc+1", "n=2 h=9 w=6 c=4 k=9 r=2 pad=1,0,0,1 in=f32:nhwc+1",
      "n=2 h=10 w=10 c=4 k=12 r=3 stride=3 pad=1,0,0,1 in=f32:nhwc+2", "n=3 h=9 w=9 c=8 k=8 r=2 stride=4",
      "n=1 h=16 w=1 c=64 k=10", "n=1 h=7 w=1 c=37 k=1000", "n=1 h=128 w=1 c=64 k=8", "n=1 h=5 w=1 c=512 k=2",
      "n=1 h=1 w=1 c=10 k=33", "n=2 h=3 w=5 c=70 k=66 r=3 pad=2,2,2,2 in=f32:nhwc+2",
      "n=7 h=2 w=2 c=100 k=48 r=3 pad=1,1,1,1 in=f32:nhwc+1", "n=2 h=56 w=28 c=20 k=64");
  requireGradientsAreRight("filter_gradient " + std::string(text));
}

namespace {
const std::string raggedMaps = "n=4 h=6 w=4 c=26 k=72 r=3 pad=1,1,1,1 in=f32:nhwc+1 dy=f32:nhwc+1";
} // namespace

TEST_CASE("tiles of a filter gradient give the value of the definition", "[kernels][gradients]") {
  for (const char *machine : {"avx2", "avx512"})
    for (const KernelKey &key : acceptedKeys(question("filter_gradient " + raggedMaps), machine, 7))
      requireGradientIsRight(key);
}

TEST_CASE("blocks and packings of a filter gradient give the value of the definition", "[kernels][gradients]") {
  const auto choice = GENERATE("rows=1 images=1 pack=none", "rows=2 images=1 pack=dy", "rows=3 images=1 pack=x",
                               "rows=6 images=1 pack=both", "rows=6 images=2 pack=x", "rows=6 images=4 pack=both",
                               "rows=6 images=4 pack=none");
  KernelKey key = question("filter_gradient machine=avx2 " + raggedMaps);
  REQUIRE(key.setChoice("direct tile=2x6 " + std::string(choice) + " split=1 prefetch=0") == "");
  REQUIRE(whyNotImplemented(key) == "");
  requireGradientIsRight(key);
}

TEST_CASE("parts of a filter gradient have the bits of the whole", "[kernels][gradients]") {
  const auto [shape, choice, parts] = GENERATE(table<std::string, std::string, std::vector<int64_t>>(
      {{"n=4 h=5 w=4 c=13 k=72 r=3 pad=1,1,1,1 in=f32:nhwc+1", "2x6 rows=5 images=2 pack=both", {2, 3, 5, 7}},
       {"n=2 h=8 w=8 c=16 k=16 r=3 pad=1,1,1,1 in=f32:nhwc+1", "2x5 rows=4 images=1 pack=dy", {2, 3, 6, 10}},
       {"n=1 h=16 w=1 c=64 k=10", "1x9 rows=16 images=1 pack=none", {2, 4}}}));
  KernelKey key = question("filter_gradient machine=avx2 " + shape);
  REQUIRE(key.setChoice("direct tile=" + choice + " split=1 prefetch=0") == "");
  requireBitsOfTheWhole(key, parts);
}

TEST_CASE("a filter gradient that cannot be built is refused with the reason", "[kernels][gradients]") {
  KernelKey key = question("filter_gradient machine=avx2 n=4 h=6 w=4 c=8 k=32");
  const auto refusal = [&](const std::string &choice) {
    REQUIRE(key.setChoice(choice) == "");
    return whyNotImplemented(key);
  };
  REQUIRE(refusal("direct tile=2x6 rows=6 images=2 pack=both split=2 prefetch=0") == "");
  REQUIRE(refusal("direct tile=2x6 rows=4 images=1 pack=both split=1 prefetch=0") ==
          "blocks of 4 rows and 1 images do not divide 4 maps of 6 rows");
  REQUIRE(refusal("direct tile=2x6 rows=3 images=2 pack=both split=1 prefetch=0") ==
          "a block is of several images, but not of all their rows");
  REQUIRE(refusal("direct tile=2x7 rows=6 images=1 pack=both split=1 prefetch=0") == "needs 17 registers of 16");
  REQUIRE(refusal("direct tile=1x9 rows=6 images=1 pack=both split=1 prefetch=0") ==
          "the tile of 9 values is longer than the window's row of 8");
  REQUIRE(refusal("direct tile=2x6 rows=6 images=1 pack=all split=1 prefetch=0") == "unknown packing all");
  REQUIRE(refusal("direct tile=2x6 rows=6 images=1 pack=dy split=1 prefetch=1") == "blocks are not fetched ahead");
  REQUIRE(refusal("direct tile=2x6 rows=6 images=1 pack=dy split=5 prefetch=0") ==
          "neither 2 panels nor 2 tiles are cut into 5 parts");
  key.set("in", std::string_view("f32:nhwc")).set("r", int64_t(3)).set("pad", Padding::symmetric(1));
  REQUIRE(whyNotImplemented(key) == "the input's halo of 0 is narrower than the padding of 1");
}

TEST_CASE("input gradients of ragged shapes give the value of the definition", "[kernels][gradients]") {
  const auto text = GENERATE(
      "h=1 w=1 c=1 k=1", "h=1 w=1 c=5 k=3 r=3 stride=2 pad=1,1,1,1 dy=f32:nhwc+1",
      "n=2 h=7 w=9 c=20 k=12 r=3 stride=2 pad=1,1,1,1 dy=f32:nhwc+1 out=f32:nhwc+1",
      "n=2 h=8 w=8 c=32 k=16 r=3 stride=2 pad=1,1,1,1 dy=f32:nhwc+1 add=1",
      "n=3 h=8 w=6 c=17 k=10 r=3 stride=2 pad=0,0,1,1 dy=f32:nhwc+1 add=1 out=f32:nhwc+2",
      "n=2 h=14 w=14 c=64 k=48 r=3 stride=2 pad=0,0,1,1 dy=f32:nhwc+1",
      "n=2 h=7 w=9 c=24 k=8 stride=2 add=1 out=f32:nhwc+1", "n=2 h=14 w=14 c=32 k=64 stride=2",
      "n=1 h=8 w=8 c=9 k=33 stride=2 dy=f32:nhwc+1", "n=1 h=23 w=21 c=8 k=16 r=7 stride=2 pad=3,3,3,3 dy=f32:nhwc+2",
      "n=1 h=16 w=16 c=3 k=16 r=7 stride=2 pad=3,3,3,3 dy=f32:nhwc+3",
      "n=2 h=12 w=10 c=6 k=7 r=5 stride=2 pad=2,2,2,2 dy=f32:nhwc+2",
      "n=2 h=9 w=7 c=12 k=5 r=3 pad=1,1,1,1 dy=f32:nhwc+1", "n=2 h=9 w=7 c=12 k=5 r=3 pad=0,0,0,0 dy=f32:nhwc+2",
      "n=2 h=6 w=5 c=16 k=16 r=3 pad=3,3,3,3 dy=f32:nhwc+1 add=1",
      "n=1 h=10 w=11 c=16 k=4 r=3 stride=3 pad=1,0,0,1 dy=f32:nhwc+1", "n=1 h=11 w=13 c=8 k=4 r=4 stride=4 pad=0,0,0,0",
      "n=1 h=13 w=11 c=8 k=4 r=2 stride=4 add=1", "n=2 h=9 w=9 c=5 k=4 r=3 stride=5 pad=1,1,1,1",
      "n=1 h=3 w=2 c=130 k=6 r=3 stride=2 pad=1,1,1,1 dy=f32:nhwc+1", "n=2 h=7 w=9 c=20 k=12 r=3 stride=2 pad=1,1,1,1",
      "n=1 h=9 w=9 c=4 k=4 r=3 stride=2 pad=1,1,2,2 dy=f32:nhwc+1",
      "n=5 h=4 w=4 c=40 k=18 r=3 stride=2 pad=1,1,1,1 dy=f32:nhwc+2", "n=2 h=6 w=6 c=2 k=3 r=3 stride=2 dy=f32:nhwc+1");
  requireGradientsAreRight("input_gradient " + std::string(text));
}

TEST_CASE("tiles of an input gradient give the value of the definition", "[kernels][gradients]") {
  const auto text = GENERATE("n=2 h=9 w=7 c=20 k=6 r=3 stride=2 pad=1,1,1,1 dy=f32:nhwc+1 add=1 out=f32:nhwc+1",
                             "n=2 h=6 w=6 c=64 k=8 stride=2");
  for (const char *machine : {"avx2", "avx512"})
    for (const KernelKey &key : acceptedKeys(question("input_gradient " + std::string(text)), machine, 4))
      requireGradientIsRight(key);
}

TEST_CASE("parts of an input gradient have the bits of the whole", "[kernels][gradients]") {
  KernelKey key =
      question("input_gradient n=3 h=9 w=7 c=60 k=32 r=3 stride=2 pad=1,1,1,1 dy=f32:nhwc+1 add=1 machine=avx2");
  REQUIRE(key.setChoice("direct tile=2x5 panel=16 split=1") == "");
  requireBitsOfTheWhole(key, {2, 4, 3}); // panels, then images
}

TEST_CASE("an input gradient by phases wants the halo that it reads", "[kernels][gradients]") {
  const auto [shape, halo] = GENERATE(table<std::string, int64_t>({{"r=3 stride=2 pad=1,1,1,1", 1},
                                                                   {"r=3 stride=2 pad=0,0,1,1", 1},
                                                                   {"r=1 stride=2", 0},
                                                                   {"r=7 stride=2 pad=3,3,3,3", 2},
                                                                   {"r=3 stride=1 pad=1,1,1,1", 1},
                                                                   {"r=3 stride=1", 2},
                                                                   {"r=2 stride=2", 0}}));
  KernelKey asked = question("input_gradient h=14 w=14 c=16 k=16 " + shape);
  CAPTURE(shape);
  REQUIRE(haloOfInputGradient(asked) == halo);
  const auto algorithm = [&](int64_t pixels) {
    Layout dy;
    dy.halo = pixels;
    return chooseKernel(asked.set("dy", dy), *findMachine("avx2")).key.text("algorithm");
  };
  REQUIRE(algorithm(halo) == "direct");
  if (halo)
    REQUIRE(algorithm(halo - 1) == "plain");
}

TEST_CASE("transposed filters are the kernel's values, zero beyond its channels", "[kernels][gradients]") {
  const auto shape = GENERATE("c=1 k=1", "c=3 k=16 r=7", "c=17 k=20 r=3", "c=32 k=8 r=3", "c=64 k=48", "c=16 k=10 r=2",
                              "c=40 k=1000", "c=24 k=12 r=3", "c=8 k=64 r=3", "c=33 k=33 r=3");
  for (const char *layout : {"panel=1 rotate=1", "panel=16 rotate=0", "panel=24 rotate=1"}) {
    const KernelKey key = acceptedKeys(question("pack_transposed " + std::string(shape) + " " + layout), "avx2")[0];
    const auto inputs = makeInputs(key);
    const Values got = runKernel(key, inputs);
    const std::vector<double> want = referenceOf(key, inputs);
    CAPTURE(key.print());
    REQUIRE(std::equal(got.begin(), got.end(), want.begin(), want.end()));
  }
}

TEST_CASE("bias gradients are sums that were rounded once", "[kernels][gradients]") {
  const auto shape = GENERATE("h=1 w=1 k=1", "h=9 w=1 k=10", "n=3 h=7 w=5 k=64 dy=f32:nhwc+1", "n=2 h=5 w=6 k=37",
                              "h=64 w=1 k=1000", "n=2 h=3 w=3 k=12 dy=f32:nhwc+2", "n=16 h=14 w=14 k=256");
  for (const char *machine : {"avx2", "avx512"}) {
    const KernelKey key = acceptedKeys(question("bias_gradient " + std::string(shape)), machine)[0];
    const auto inputs = makeInputs(key);
    const Values got = runKernel(key, inputs);
    const std::vector<double> want = referenceOf(key, inputs);
    CAPTURE(key.print());
    for (size_t k = 0; k < got.size(); ++k)
      REQUIRE(got[k] == Approx(want[k]).epsilon(1e-7).margin(1e-9));
  }
}

TEST_CASE("gradients of filters on devices give the value of the definition", "[kernels][gradients][on-devices]") {
  SECTION("on devices") {
    const auto text = GENERATE(
        "h=1 w=1 c=3 k=2 r=3 pad=1,1,1,1 in=f32:nhwc+1", "n=2 h=7 w=7 c=17 k=20",
        "n=3 h=7 w=9 c=5 k=20 r=3 pad=1,1,1,1 in=f32:nhwc+1 dy=f32:nhwc+1",
        "n=2 h=7 w=9 c=6 k=37 r=3 stride=2 pad=1,1,1,1 in=f32:nhwc+1",
        "n=2 h=8 w=10 c=8 k=24 r=3 stride=2 pad=0,0,1,1 in=f32:nhwc+1 dy=f32:nhwc+2",
        "n=2 h=13 w=11 c=16 k=32 stride=2 in=f32:nhwc+1", "n=1 h=19 w=21 c=3 k=16 r=7 stride=2 pad=3,3,3,3 in=f32:nhwc+3",
        "n=2 h=9 w=6 c=4 k=9 r=2 pad=1,0,0,1 in=f32:nhwc+1", "n=3 h=9 w=9 c=8 k=8 r=2 stride=4", "n=1 h=7 w=1 c=37 k=100",
        "n=2 h=3 w=5 c=70 k=66 r=3 pad=2,2,2,2 in=f32:nhwc+2", "n=2 h=28 w=14 c=20 k=64");
    requireGradientsOnDevicesAreRight("filter_gradient " + std::string(text));
  }
}

TEST_CASE("gradients of inputs on devices give the value of the definition", "[kernels][gradients][on-devices]") {
  SECTION("on devices") {
    const auto text = GENERATE(
        "h=1 w=1 c=5 k=3 r=3 stride=2 pad=1,1,1,1 dy=f32:nhwc+1",
        "n=2 h=7 w=9 c=20 k=12 r=3 stride=2 pad=1,1,1,1 dy=f32:nhwc+1 out=f32:nhwc+1",
        "n=3 h=8 w=6 c=17 k=10 r=3 stride=2 pad=0,0,1,1 dy=f32:nhwc+1 add=1 out=f32:nhwc+2",
        "n=2 h=14 w=14 c=64 k=48 r=3 stride=2 pad=0,0,1,1 dy=f32:nhwc+1", "n=2 h=7 w=9 c=24 k=8 stride=2 add=1 out=f32:nhwc+1",
        "n=1 h=8 w=8 c=9 k=33 stride=2 dy=f32:nhwc+1", "n=1 h=16 w=16 c=3 k=16 r=7 stride=2 pad=3,3,3,3 dy=f32:nhwc+3",
        "n=2 h=9 w=7 c=12 k=5 r=3 pad=1,1,1,1 dy=f32:nhwc+1", "n=1 h=10 w=11 c=16 k=4 r=3 stride=3 pad=1,0,0,1 dy=f32:nhwc+1",
        "n=1 h=13 w=11 c=8 k=4 r=2 stride=4 add=1", "n=1 h=3 w=2 c=130 k=6 r=3 stride=2 pad=1,1,1,1 dy=f32:nhwc+1",
        "n=2 h=7 w=9 c=20 k=12 r=3 stride=2 pad=1,1,1,1");
    requireGradientsOnDevicesAreRight("input_gradient " + std::string(text));
  }
}

TEST_CASE("parts of a filter gradient on devices add up to it", "[kernels][gradients][on-devices]") {
  SECTION("on devices") {
    const auto text = GENERATE("n=2 h=9 w=7 c=8 k=12 r=3 stride=2 pad=1,1,1,1 in=f32:nhwc+1 parts=3",
                               "n=1 h=4 w=4 c=5 k=7 parts=5", "n=3 h=7 w=7 c=12 k=20 r=3 pad=1,1,1,1 in=f32:nhwc+1 parts=8");
    for (const std::string &machine : machinesHere()) {
      const KernelKey key = acceptedKeys(question("filter_gradient_parts " + std::string(text)), machine, 1)[0];
      const auto inputs = makeInputs(key);
      const Values parts = runKernel(key, inputs);
      Values sum(parts.size() / size_t(key.integer("parts")), 0);
      for (size_t i = 0; i < parts.size(); ++i)
        sum[i % sum.size()] += parts[i];
      KernelKey whole = question("filter_gradient machine=avx2");
      for (const char *field : {"n", "h", "w", "c", "k", "r", "stride", "pad", "in", "dy"})
        whole.set(field, std::string_view(key.text(field)));
      CAPTURE(key.print());
      requireGradient(whole, inputs, sum);
    }
  }
}

TEST_CASE("gradients of biases on devices are sums of short chains", "[kernels][gradients][on-devices]") {
  SECTION("on devices") {
    const auto shape = GENERATE("h=1 w=1 k=1", "n=3 h=7 w=5 k=64 dy=f32:nhwc+1", "n=2 h=5 w=6 k=37", "h=64 w=1 k=1000");
    const KernelKey asked = question("bias_gradient " + std::string(shape));
    for (const std::string &machine : machinesHere()) {
      const KernelKey key = acceptedKeys(asked, machine, 1)[0];
      const auto inputs = makeInputs(key);
      CAPTURE(key.print());
      requireGradient(key, inputs, runKernel(key, inputs));
    }
  }
}
