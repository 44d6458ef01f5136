// Kernels that move maps or pool them.
#include "tests/kernels/Keys.h"
#include "tests/kernels/Reference.h"
#include <catch2/catch.hpp>

using namespace resnetc;

namespace {
void requireAllRight(const char *text) {
  for (const char *machine : {"avx2", "avx512", "neon"})
    for (const KernelKey &key : acceptedKeys(question(text), machine))
      requireKernelIsRight(key);
}
} // namespace

TEST_CASE("max pools ignore padding", "[kernels]") {
  requireAllRight(GENERATE("max_pool h=1 w=1 c=1 r=1", "max_pool h=9 w=7 c=17 r=3 stride=2 n=2",
                           "max_pool h=13 w=13 c=24 r=3 stride=2 pad=1,1,1,1 out=f32:nhwc+1",
                           "max_pool h=8 w=8 c=16 r=2 stride=2 pad=0,0,1,1 in=f32:nhwc+1 out=f32:nhwc+2",
                           "max_pool h=10 w=6 c=6 r=5 stride=3 pad=2,1,2,1"));
}

TEST_CASE("a max pool in parts gives the value of the definition", "[kernels]") {
  KernelKey key = question("max_pool n=2 h=21 w=9 c=8 r=3 stride=2 pad=1,1,1,1 out=f32:nhwc+1 machine=avx2");
  REQUIRE(key.setChoice(GENERATE("plain split=2", "plain split=4", "plain split=11")) == "");
  REQUIRE(whyNotImplemented(key) == "");
  requireKernelIsRight(key);
}

TEST_CASE("the parameter-free shortcut keeps every stride-th pixel between zero channels", "[kernels]") {
  requireAllRight(GENERATE("pad_channels h=8 w=8 c=16 k=32 stride=2 in=f32:nhwc+1 out=f32:nhwc+1 n=2",
                           "pad_channels h=7 w=5 c=3 k=8 stride=2", "pad_channels h=3 w=3 c=4 k=4 out=f32:nhwc+1",
                           "pad_channels h=1 w=1 c=1 k=2 stride=2"));
}

TEST_CASE("images get a halo of zeros", "[kernels]") {
  requireAllRight(GENERATE(
      "layout h=9 w=7 c=3 out=f32:nhwc+3 n=2", "layout h=5 w=5 c=1 out=f32:nhwc+1", "layout h=32 w=32 c=3 out=f32:nhwc",
      "layout h=1 w=1 c=1 out=f32:nhwc", "layout h=9 w=7 c=3 in=f32:nchw out=f32:nhwc+3 n=2",
      "layout h=6 w=20 c=4 in=f32:nchw out=f32:nhwc+1", "layout h=6 w=5 c=1 in=f32:nchw out=f32:nhwc+2"));
}

TEST_CASE("pixels become scaled and shifted floats", "[kernels]") {
  requireAllRight(
      GENERATE("preprocess h=5 w=7 c=3 order=bgr mean=103.939,116.779,123.68 in=u8:nhwc n=2",
               "preprocess h=4 w=33 c=3 order=rgb scale=0.00392156862745098 mean=0.485,0.456,0.406 "
               "std=0.229,0.224,0.225 in=u8:nhwc",
               "preprocess h=6 w=9 c=3 order=rgb scale=0.5 mean=1,2,3 std=4,5,6 in=u8:nhwc out=f32:nchw n=2",
               "preprocess h=28 w=28 c=1 order=gray scale=0.00392156862745098 mean=0.1307 std=0.3081 in=u8:nhwc",
               "preprocess h=1 w=1 c=1 order=gray mean=0 std=1 in=u8:nhwc out=f32:nchw"));
}
