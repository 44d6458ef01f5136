// What devices compute besides products: pools, softmax, shortcuts, images, sums of parts, halos.
#include "tests/kernels/Keys.h"
#include "tests/kernels/OnDevice.h"
#include "tests/kernels/Reference.h"
#include <catch2/catch.hpp>

using namespace resnetc;

namespace {
void requireAll(const std::vector<std::string> &questions) {
  for (const std::string &machine : machinesHere())
    DYNAMIC_SECTION(machine) {
      for (const std::string &text : questions)
        requireDeviceKernelIsRight(acceptedKeys(question(text), machine, 1)[0]);
    }
}
} // namespace

TEST_CASE("pools on devices give the definition's values", "[device]") {
  requireAll({"max_pool n=2 h=9 w=9 c=17 r=3 stride=2 pad=1,1,1,1 in=f32:nhwc+1 out=f32:nhwc+1",
              "max_pool h=12 w=10 c=24 r=3 stride=2 pad=0,0,1,1", "max_pool n=3 h=2 w=3 c=4 r=2 stride=2",
              "global_avg_pool n=2 h=7 w=7 c=48", "global_avg_pool n=2 h=5 w=3 c=17 in=f32:nhwc+1",
              "global_avg_pool h=1 w=1 c=8", "global_avg_pool h=131 w=2 c=64"});
}

TEST_CASE("softmax on devices gives the definition's values", "[device]") {
  requireAll({"softmax n=2 k=1000", "softmax n=3 k=10", "softmax k=1", "softmax k=65"});
}

TEST_CASE("shortcuts on devices give the definition's values", "[device]") {
  requireAll({"pad_channels n=2 h=8 w=8 c=16 k=32 stride=2 out=f32:nhwc+1",
              "pad_channels h=7 w=5 c=3 k=8 stride=2 in=f32:nhwc+1", "pad_channels h=3 w=3 c=5 k=5 stride=1"});
}

TEST_CASE("images on devices become the first layer's input", "[device]") {
  requireAll({"preprocess n=2 h=5 w=7 c=3 order=bgr scale=0.5 mean=1,2,3 std=4,5,6 in=u8:nhwc",
              "preprocess n=2 h=3 w=5 c=3 scale=0.004 mean=0.1,0.2,0.3 std=1,2,3 in=u8:nhwc out=f32:nchw",
              "preprocess n=3 h=5 w=5 c=1 order=gray mean=0.5 std=2 in=u8:nhwc", "layout n=2 h=5 w=7 c=3 out=f32:nhwc+3",
              "layout n=2 h=5 w=7 c=3 in=f32:nchw out=f32:nhwc+1", "layout h=4 w=4 c=4"});
}

TEST_CASE("parts on devices are added with shift, residual and ReLU", "[device]") {
  requireAll({"sum_parts parts=4 n=2 h=7 w=7 k=24 shift=1 add=1 relu=1 out=f32:nhwc+1",
              "sum_parts parts=3 h=5 w=4 k=7 shift=1 add=0 relu=0", "sum_parts parts=32 h=3 w=1 k=8 shift=0 add=0 relu=0",
              "sum_parts parts=33 n=2 h=1 w=1 k=10 shift=0 add=1 relu=1"});
}

TEST_CASE("halos on devices are cleared and nothing else is", "[device]") {
  requireAll({"zero_halo n=2 h=5 w=7 c=8 out=f32:nhwc+1", "zero_halo h=1 w=3 c=3 out=f32:nhwc+3",
              "zero_halo n=3 h=2 w=1 c=17 out=f32:nhwc+2"});
}

// By hand: hundreds of megabytes. kernels_device "[sweep]"
TEST_CASE("maps of more blocks than a grid has are right", "[.][sweep]") {
  requireAll({"layout h=1700 w=1700 c=3 out=f32:nhwc+3", "max_pool h=3000 w=2900 c=4 r=3 stride=1",
              "pad_channels n=2 h=2100 w=2100 c=4 k=8 stride=1"});
}
