#include "tests/kernels/Keys.h"
#include "tests/kernels/Reference.h"
#include <catch2/catch.hpp>
#include <cstring>

using namespace resnetc;

TEST_CASE("stems give the value of convolution, relu and pool", "[kernels]") {
  const auto text = GENERATE(
      "stem h=31 w=37 c=3 k=64 r=7 stride=2 pad=3,3,3,3 relu=1 in=f32:nhwc+3 out=f32:nhwc+1 n=2",
      "stem h=32 w=32 c=3 k=32 r=7 stride=2 pad=3,3,3,3 relu=1 pool_pad=1,1,1,1 in=f32:nhwc+3 out=f32:nhwc+1",
      "stem h=19 w=19 c=1 k=20 r=5 stride=1 pad=2,2,2,2 in=f32:nhwc+4 pool=2",
      "stem h=20 w=17 c=4 k=8 r=3 stride=2 pad=0,0,1,1 relu=1 pool=3 pool_stride=1 pool_pad=1,1,1,1 in=f32:nhwc+1",
      "stem h=28 w=28 c=2 k=16 r=3 stride=1 pad=1,1,1,1 relu=1 pool=5 pool_stride=3 pool_pad=0,0,2,2 in=f32:nhwc+1 "
      "out=f32:nhwc+2",
      "stem h=15 w=15 c=3 k=6 r=3 stride=1 pad=1,1,1,1 pool=2 pool_stride=3 in=f32:nhwc+1");
  for (const char *machine : {"avx2", "avx512"})
    for (const KernelKey &key : acceptedKeys(question(text), machine, 2))
      requireKernelIsRight(key);
}

TEST_CASE("strips of a stem have the bits of the whole", "[kernels]") {
  KernelKey key = question("stem n=2 h=45 w=33 c=3 k=24 r=7 stride=2 pad=3,3,3,3 relu=1 pool_pad=1,1,1,1 in=f32:nhwc+3 "
                           "out=f32:nhwc+1 machine=avx2");
  REQUIRE(key.setChoice("direct tile=2x6 panel=16 split=1") == "");
  const auto inputs = makeInputs(key);
  const Values whole = runKernel(key, inputs);
  requireClose(key, inputs, whole);
  const auto strips = GENERATE("2", "4", "6", "12");
  REQUIRE(key.setChoice("direct tile=2x6 panel=16 split=" + std::string(strips)) == "");
  REQUIRE(whyNotImplemented(key) == "");
  const Values parts = runKernel(key, inputs);
  REQUIRE(std::memcmp(whole.data(), parts.data(), whole.size() * sizeof(float)) == 0);
}
