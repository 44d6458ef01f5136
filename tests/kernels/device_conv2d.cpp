// Convolutions and dense layers on devices: every tile, and ragged shapes of all kinds.
#include "tests/kernels/Keys.h"
#include "tests/kernels/OnDevice.h"
#include "tests/kernels/Reference.h"
#include <catch2/catch.hpp>
#include <optional>

using namespace resnetc;

namespace {
/// The question's candidate of this name: an algorithm, or a tile of the matrix product.
std::optional<KernelKey> keyOf(const std::string &text, const std::string &machine, const std::string &name) {
  for (const Candidate &candidate : candidatesFor(question(text), *findMachine(machine))) {
    const bool product = candidate.key.text("algorithm") == "gemm";
    if (candidate.accepted && candidate.key.text(product ? "tile" : "algorithm") == name)
      return candidate.key;
  }
  return std::nullopt; // a tile that this machine's blocks are too small for
}

/// Parts may be cut anywhere: their sum is what the convolution is without a shift.
void requirePartsAreRight(const KernelKey &key) {
  CAPTURE(key.print());
  const std::vector<Values> inputs = makeInputs(key);
  const Values parts = runOnDevice(key, inputs).back();
  const size_t size = parts.size() / size_t(key.integer("parts"));
  Values sum(size, 0);
  for (size_t i = 0; i < parts.size(); ++i) {
    REQUIRE(parts[i] != untouched);
    sum[i % size] += parts[i];
  }
  KernelKey whole = question("conv2d algorithm=plain tile=1x1 parallel=none split=1 prefetch=0");
  for (const char *field : {"n", "h", "w", "c", "k", "r", "stride", "pad", "in", "panel", "machine"})
    whole.set(field, std::string_view(key.text(field)));
  requireClose(whole, {inputs[0], inputs[1], Values(size_t(key.integer("panel")), 0.0f)}, sum, 1e-4);
  SUCCEED();
}

struct Case {
  const char *question, *candidate;
};

void requireAll(const std::vector<Case> &cases, void (*require)(const KernelKey &)) {
  for (const std::string &machine : machinesHere())
    DYNAMIC_SECTION(machine) {
      for (const auto &[text, name] : cases)
        if (const auto key = keyOf(text, machine, name))
          require(*key);
    }
}
} // namespace

// The small tile compiles fastest: it has the ragged shapes, the others one each that they do not fill.
TEST_CASE("convolutions on devices give the definition's values with every tile and on ragged shapes", "[device]") {
  requireAll({{"conv2d h=5 w=4 c=6 k=10 r=3 pad=1,1,1,1 add=1 relu=1 in=f32:nhwc+1 out=f32:nhwc+1", "plain"},
              {"conv2d h=9 w=9 c=8 k=72 r=3 pad=1,1,1,1 in=f32:nhwc+1 add=1", "128x128"},
              {"conv2d h=13 w=13 c=16 k=80 r=3 pad=1,1,1,1 in=f32:nhwc+1 out=f32:nhwc+1", "64x128"},
              {"conv2d n=3 h=8 w=8 c=16 k=72 stride=2 out=f32:nhwc+1 relu=1", "64x64"},
              {"conv2d n=2 h=9 w=7 c=20 k=70 r=3 pad=1,1,1,1 in=f32:nhwc+1 add=1", "32x64"},
              // Channels and filters that fill no vector, no step and no tile.
              {"conv2d h=7 w=7 c=1 k=17 r=3 pad=1,1,1,1 in=f32:nhwc+1 relu=1", "32x32"},
              {"conv2d h=5 w=7 c=5 k=13 add=1 relu=1 in=f32:nhwc+1", "32x32"},
              {"conv2d n=2 h=5 w=5 c=9 k=9 r=3 pad=1,1,1,1 add=1 in=f32:nhwc+1 out=f32:nhwc+1", "32x32"},
              {"conv2d h=13 w=13 c=12 k=36 r=3 stride=2 pad=1,1,1,1 in=f32:nhwc+1 relu=1", "32x32"},
              {"conv2d h=9 w=8 c=17 k=1 stride=2", "32x32"},
              // Single pixels, rows and columns; one step and an odd number of steps.
              {"conv2d h=1 w=1 c=8 k=12", "32x32"},
              {"conv2d n=5 h=1 w=1 c=24 k=12 r=3 pad=1,1,1,1 in=f32:nhwc+1 out=f32:nhwc+1", "32x32"},
              {"conv2d h=1 w=9 c=40 k=8 add=1", "32x32"},
              {"conv2d h=70 w=1 c=16 k=8 relu=1 out=f32:nhwc+2", "32x32"},
              // Stems, halos that are wider than the padding, padding on one side, windows of two and five.
              {"conv2d n=2 h=17 w=17 c=3 k=24 r=7 stride=2 pad=3,3,3,3 relu=1 in=f32:nhwc+3 out=f32:nhwc+1", "32x32"},
              {"conv2d h=14 w=14 c=4 k=16 r=7 stride=2 pad=2,2,3,3 in=f32:nhwc+3", "32x32"},
              {"conv2d h=10 w=12 c=2 k=8 r=7 stride=2 pad=3,3,3,3 in=f32:nhwc+4", "32x32"},
              {"conv2d h=8 w=8 c=3 k=16 r=5 pad=2,2,2,2 in=f32:nhwc+2 relu=1", "32x32"},
              {"conv2d h=8 w=8 c=16 k=20 r=3 stride=2 pad=0,0,1,1 in=f32:nhwc+1", "32x32"},
              {"conv2d h=9 w=9 c=8 k=8 r=2 in=f32:nhwc+1", "32x32"}},
             requireDeviceKernelIsRight);
}

// By hand: minutes. kernels_device "[sweep]"
TEST_CASE("the large tiles are right on ragged shapes too", "[.][sweep]") {
  requireAll({{"conv2d n=2 h=7 w=5 c=3 k=7 r=7 stride=2 pad=3,3,3,3 in=f32:nhwc+3", "plain"},
              {"conv2d h=14 w=14 c=32 k=128 relu=1", "128x128"},
              {"conv2d h=16 w=16 c=16 k=64 r=3 pad=1,1,1,1 in=f32:nhwc+1 out=f32:nhwc+1", "64x128"},
              {"conv2d n=2 h=7 w=7 c=24 k=40 r=3 pad=1,1,1,1 in=f32:nhwc+1 add=1 relu=1", "64x64"},
              {"conv2d h=13 w=13 c=13 k=5 r=3 stride=2 pad=1,1,1,1 in=f32:nhwc+1", "64x64"},
              {"conv2d n=2 h=17 w=17 c=3 k=24 r=7 stride=2 pad=3,3,3,3 relu=1 in=f32:nhwc+3 out=f32:nhwc+1", "64x128"},
              {"conv2d h=32 w=32 c=4 k=16 r=7 stride=2 pad=2,2,3,3 in=f32:nhwc+3", "64x64"},
              {"conv2d h=9 w=8 c=17 k=1 stride=2", "32x64"},
              {"conv2d h=4 w=4 c=8 k=100", "64x128"},
              {"dense n=70 c=40 k=17", "64x64"}},
             requireDeviceKernelIsRight);
  requireAll({{"conv2d_parts n=2 h=7 w=7 c=64 k=72 parts=4", "64x64"},
              {"conv2d_parts h=7 w=7 c=48 k=64 r=3 pad=1,1,1,1 in=f32:nhwc+1 parts=2", "64x128"}},
             requirePartsAreRight);
}

TEST_CASE("parts of a convolution add up to it", "[device]") {
  requireAll({{"conv2d_parts h=5 w=5 c=6 k=10 r=3 pad=1,1,1,1 in=f32:nhwc+1 parts=3", "plain"},
              {"conv2d_parts n=2 h=7 w=7 c=64 k=72 parts=4", "32x32"},
              {"conv2d_parts h=13 w=13 c=32 k=20 r=3 stride=2 pad=1,1,1,1 in=f32:nhwc+1 parts=4", "32x32"},
              {"conv2d_parts h=7 w=5 c=20 k=17 r=3 pad=1,1,1,1 in=f32:nhwc+1 parts=3", "32x32"}},
             requirePartsAreRight);
}

TEST_CASE("dense layers on devices give the definition's values", "[device]") {
  requireAll({{"dense c=13 k=10", "plain"},
              {"dense c=512 k=100", "slices"},
              {"dense n=3 c=77 k=10", "slices"},
              {"dense n=5 c=64 k=24", "32x32"}},
             requireDeviceKernelIsRight);
}
