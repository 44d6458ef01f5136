// Plans written by hand: a copy into a map with a halo, and a 3x3 convolution of it.
#include "ir/interpreter/PlanInterpreter.h"
#include "ir/machine/KernelKey.h"
#include "tests/unit/interpreter/ParsedNet.h"
#include <cmath>

using namespace resnetc;

namespace {
const std::string copyKey =
    "pad_channels n=1 h=3 w=3 c=1 k=1 stride=1 in=f32:nhwc out=f32:nhwc+1 algorithm=plain machine=avx2";
const std::string convKey =
    "conv2d n=1 h=3 w=3 c=1 k=1 r=3 stride=1 pad=1,1,1,1 add=0 relu=0 in=f32:nhwc+1 out=f32:nhwc inplace=0 "
    "algorithm=plain tile=1x1 panel=1 parallel=none split=1 prefetch=0 machine=avx2";
const std::string addKey =
    "conv2d n=1 h=3 w=3 c=1 k=1 r=1 stride=1 pad=0,0,0,0 add=1 relu=0 in=f32:nhwc out=f32:nhwc+1 inplace=1 "
    "algorithm=plain tile=1x1 panel=1 parallel=none split=1 prefetch=0 machine=avx2";
const std::string layoutKey =
    "layout n=1 h=3 w=3 c=1 in=f32:nhwc out=f32:nhwc+1 algorithm=plain machine=avx2";

std::string symbol(const std::string &key) {
  std::string error;
  return "@" + KernelKey::parse(key, error).value().symbol();
}

std::string planned(const std::string &plan) {
  std::string text = "resnet.net @planned input 3x3x1 classes 9 spec \"\" {\n";
  for (const std::string &key : {copyKey, convKey, addKey, layoutKey})
    text += "  resnet.kernel " + symbol(key) + " \"" + key + "\"\n";
  return text + "  resnet.plan @infer_1 arena 256 {\n" + plan + "  }\n}\n";
}

std::string call(const std::string &key, const std::string &buffers) {
  return "    resnet.run " + symbol(key) + buffers + " loc(\"layer\")\n";
}

const std::string zeroHalo = "    resnet.zero_halo arena[0 : 100] 1x3x3x1 halo 1\n";
std::string copyIn() { return call(copyKey, "(images[0 : 36]) -> arena[0 : 100]"); }
std::string convolve() {
  return call(convKey, "(arena[0 : 100], packed[0 : 36], packed[64 : 4]) -> probabilities[0 : 36]");
}
const Tensor oneToNine = {{1, 3, 3, 1}, {1, 2, 3, 4, 5, 6, 7, 8, 9}};
const Tensor sums = {{1, 9}, {12.5, 21.5, 16.5, 27.5, 45.5, 33.5, 24.5, 39.5, 28.5}};

/// Runs a plan; packed[0 : 36] are ones, packed[64 : 4] is a half.
llvm::Expected<Tensor> infer(const std::string &plan) {
  ParsedNet parsed(planned(plan));
  PlanInterpreter interpreter(parsed.net());
  std::vector<double> &packed = interpreter.space(resnet::Space::Packed);
  packed.assign(17, NAN);
  std::fill_n(packed.begin(), 9, 1.0);
  packed[16] = 0.5;
  return interpreter.infer(oneToNine);
}
} // namespace

TEST_CASE("a convolution reads its padding from the halo that was zeroed") {
  requireClose(take(infer(zeroHalo + copyIn() + convolve())), sums);
  requireClose(take(infer(copyIn() + zeroHalo + convolve())), sums); // the frame alone
}

TEST_CASE("without zero_halo the edge of the result is NaN, and only the edge") {
  const Tensor result = take(infer(copyIn() + convolve()));
  for (size_t i = 0; i < 9; ++i) {
    CAPTURE(i);
    if (i == 4)
      CHECK(result.values[i] == 45.5);
    else
      CHECK(std::isnan(result.values[i]));
  }
}

TEST_CASE("a layout kernel writes the halo itself") {
  requireClose(take(infer(call(layoutKey, "(images[0 : 36]) -> arena[0 : 100]") + convolve())), sums);
}

TEST_CASE("what nobody wrote is NaN in each call anew") {
  ParsedNet parsed(planned(zeroHalo + convolve()));
  PlanInterpreter interpreter(parsed.net());
  interpreter.space(resnet::Space::Packed).assign(17, 1.0);
  for (int time = 0; time < 2; ++time) {
    CHECK(std::isnan(take(interpreter.infer(oneToNine)).values[4]));
    std::fill(interpreter.space(resnet::Space::Arena).begin(), interpreter.space(resnet::Space::Arena).end(), 1.0);
  }
}

TEST_CASE("a map written over a living one shows in the numbers") {
  const std::string over = "    resnet.zero_halo arena[64 : 100] 1x3x3x1 halo 1\n";
  CHECK_FALSE(isClose(take(infer(zeroHalo + copyIn() + over + convolve())), sums));
}

TEST_CASE("in place a residual becomes the sum and keeps its halo") {
  // x + (1 * x + 0.5), then the window's sums of that
  const std::string addTo =
      call(addKey, "(images[0 : 36], packed[0 : 4], packed[64 : 4], arena[0 : 100]) -> arena[0 : 100] in place");
  const Tensor result = take(infer(zeroHalo + copyIn() + addTo + convolve()));
  requireClose(result, {{1, 9}, {26.5, 45.5, 34.5, 57.5, 95, 69.5, 50.5, 81.5, 58.5}});
}

TEST_CASE("buffers that cannot be are named") {
  using Catch::Contains;
  const auto faultOf = [](const std::string &plan) { return messageOf(infer(plan)); };
  CHECK_THAT(faultOf(call(copyKey, "(images[0 : 36]) -> arena[2 : 100]")),
             Contains("resnet.run (layer): takes arena[2 : 100], whose offset is no multiple of 4"));
  CHECK_THAT(faultOf(call(copyKey, "(images[0 : 36]) -> arena[160 : 100]")), Contains("beyond the 256 bytes"));
  CHECK_THAT(faultOf(call(copyKey, "(images[0 : 36]) -> arena[0 : 36]")), Contains("but needs 100 bytes"));
  CHECK_THAT(faultOf(call(copyKey, "(pixels[0 : 36]) -> arena[0 : 100]")), Contains("takes pixels[0 : 36] as f32"));
  CHECK_THAT(faultOf(call(copyKey, "(images[0 : 36], images[0 : 36]) -> arena[0 : 100]")),
             Contains("passes 2 and 1 buffers to a kernel that reads 1 and writes 1"));
  CHECK_THAT(faultOf(call(copyKey, "(arena[0 : 36]) -> arena[0 : 100]")), Contains("over its input arena[0 : 36]"));
  CHECK_THAT(faultOf(call(copyKey, "(images[0 : 36]) -> arena[0 : 100] in place")), Contains("is in place, but reads"));
}

TEST_CASE("images of another shape, and a batch without a plan, are refused") {
  ParsedNet parsed(planned(""));
  PlanInterpreter interpreter(parsed.net());
  CHECK_THAT(messageOf(interpreter.infer(filled({1, 3, 3, 2}))),
             Catch::Contains("takes images of 1x3x3x1, not 1x3x3x2"));
  CHECK_THAT(messageOf(interpreter.infer(filled({2, 3, 3, 1}))), Catch::Contains("has no plan @infer_2"));
  CHECK_THAT(messageOf(interpreter.prepare({})), Catch::Contains("has no plan @prepare"));
}
