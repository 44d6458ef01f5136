#include "tests/kernels/Keys.h"
#include "tests/kernels/Reference.h"
#include <catch2/catch.hpp>
#include <cstring>

using namespace resnetc;

TEST_CASE("candidates of all widths of a ragged convolution give the value of the definition", "[kernels]") {
  const auto machine = GENERATE("avx2", "avx512");
  const KernelKey asked = question("conv2d h=7 w=9 c=5 k=20 r=3 pad=1,1,1,1 add=1 relu=1 in=f32:nhwc+1 out=f32:nhwc+1");
  for (const KernelKey &key : acceptedKeys(asked, machine, 9))
    requireKernelIsRight(key);
}

TEST_CASE("full-width candidates of a convolution give the value of the definition", "[kernels]") {
  const auto machine = GENERATE("avx2", "avx512");
  for (const KernelKey &key : acceptedKeys(question("conv2d h=7 w=7 c=16 k=64 out=f32:nhwc+1"), machine, 8))
    requireKernelIsRight(key);
}

TEST_CASE("convolutions of ragged shapes give the value of the definition", "[kernels]") {
  const auto text =
      GENERATE("conv2d h=1 w=1 c=1 k=1", "conv2d h=1 w=1 c=3 k=2 r=3 pad=1,1,1,1 in=f32:nhwc+1",
               "conv2d h=7 w=7 c=17 k=16 r=5 pad=2,2,2,2 in=f32:nhwc+2 relu=1 n=2",
               "conv2d h=13 w=13 c=3 k=17 r=7 stride=2 pad=3,3,3,3 in=f32:nhwc+3 out=f32:nhwc+1",
               "conv2d h=13 w=11 c=8 k=12 r=3 stride=2 pad=0,0,1,1 in=f32:nhwc+1 add=1",
               "conv2d h=13 w=13 c=4 k=8 r=3 stride=3 pad=1,0,0,1 in=f32:nhwc+2 out=f32:nhwc+2 add=1 relu=1 n=3",
               "conv2d h=55 w=55 c=2 k=4 r=3 pad=1,1,1,1 in=f32:nhwc+1 relu=1",
               "conv2d h=14 w=14 c=32 k=48 stride=2 in=f32:nhwc+1 out=f32:nhwc+1");
  for (const char *machine : {"avx2", "avx512"})
    for (const KernelKey &key : acceptedKeys(question(text), machine, 2))
      requireKernelIsRight(key);
}

TEST_CASE("convolutions, stems and dense layers on four lanes give the value of the definition", "[kernels]") {
  const auto text =
      GENERATE("conv2d h=13 w=11 c=8 k=50 r=3 stride=2 pad=0,0,1,1 in=f32:nhwc+1 add=1",
               "conv2d h=14 w=14 c=32 k=48 stride=2 in=f32:nhwc+1 out=f32:nhwc+1",
               "stem h=31 w=37 c=3 k=30 r=7 stride=2 pad=3,3,3,3 relu=1 in=f32:nhwc+3 out=f32:nhwc+1 n=2",
               "dense c=32 k=64 n=7");
  for (const char *machine : {"sse41", "neon"})
    for (const KernelKey &key : acceptedKeys(question(text), machine, 1))
      requireKernelIsRight(key);
}

TEST_CASE("parts of a convolution have the bits of the whole", "[kernels]") {
  KernelKey key =
      question("conv2d n=3 h=9 w=7 c=6 k=40 r=3 pad=1,1,1,1 add=1 in=f32:nhwc+1 out=f32:nhwc+1 machine=avx2");
  REQUIRE(key.setChoice("direct tile=2x5 panel=16 parallel=none split=1 prefetch=0") == "");
  const auto inputs = makeInputs(key);
  const Values whole = runKernel(key, inputs);
  requireClose(key, inputs, whole);
  const auto cut =
      GENERATE("pixels split=5", "pixels split=13", "filters split=2", "filters split=3", "images split=2");
  REQUIRE(key.setChoice("direct tile=2x5 panel=16 parallel=" + std::string(cut) + " prefetch=0") == "");
  REQUIRE(whyNotImplemented(key) == "");
  const Values parts = runKernel(key, inputs);
  REQUIRE(std::memcmp(whole.data(), parts.data(), whole.size() * sizeof(float)) == 0);
}

TEST_CASE("fetching filters ahead changes no value", "[kernels]") {
  const auto cut = GENERATE("none split=1", "pixels split=2", "filters split=2");
  KernelKey key = question("conv2d h=7 w=7 c=32 k=32 r=3 pad=1,1,1,1 in=f32:nhwc+1 machine=avx2");
  REQUIRE(key.setChoice("direct tile=2x5 panel=16 parallel=" + std::string(cut) + " prefetch=1") == "");
  REQUIRE(whyNotImplemented(key) == "");
  requireKernelIsRight(key);
}

TEST_CASE("a convolution may lie on its residual where the Catalog says so", "[kernels]") {
  const auto text = GENERATE("conv2d h=7 w=7 c=8 k=24 add=1 relu=1 inplace=1 out=f32:nhwc+1",
                             "conv2d h=14 w=6 c=8 k=32 r=3 pad=1,1,1,1 in=f32:nhwc+1 add=1 inplace=1 n=2");
  for (const char *machine : {"avx2", "avx512"})
    for (const KernelKey &key : acceptedKeys(question(text), machine, 3)) {
      REQUIRE(isInPlaceSafe(key));
      requireKernelIsRight(key, true);
    }
}
