#include "tests/kernels/Keys.h"
#include "tests/kernels/Reference.h"
#include <catch2/catch.hpp>
#include <cmath>

using namespace resnetc;

TEST_CASE("dense layers give the value of the definition", "[kernels]") {
  const auto text =
      GENERATE("dense c=1 k=1", "dense c=64 k=10", "dense c=33 k=100 n=3", "dense c=32 k=64 n=7", "dense c=2048 k=40");
  for (const char *machine : {"avx2", "avx512"})
    for (const KernelKey &key : acceptedKeys(question(text), machine, 2))
      requireKernelIsRight(key);
}

TEST_CASE("a dense layer in parts gives the value of the definition", "[kernels]") {
  KernelKey key = question("dense c=40 k=100 n=2 machine=avx2");
  REQUIRE(key.setChoice("direct tile=4x1 panel=32 split=2") == "");
  REQUIRE(whyNotImplemented(key) == "");
  requireKernelIsRight(key);
}

TEST_CASE("global average pools give the mean of each channel", "[kernels]") {
  const auto text = GENERATE("global_avg_pool h=1 w=1 c=1", "global_avg_pool h=7 w=5 c=17 n=2 in=f32:nhwc+1",
                             "global_avg_pool h=7 w=7 c=96", "global_avg_pool h=8 w=8 c=12 n=3");
  for (const char *machine : {"avx2", "avx512", "neon"})
    for (const KernelKey &key : acceptedKeys(question(text), machine))
      requireKernelIsRight(key);
}

TEST_CASE("softmax gives probabilities to six digits", "[kernels]") {
  const auto text = GENERATE("softmax k=1", "softmax k=2 n=3", "softmax k=10", "softmax k=37 n=2", "softmax k=1000");
  for (const char *machine : {"avx2", "avx512", "neon"})
    for (const KernelKey &key : acceptedKeys(question(text), machine)) {
      auto inputs = makeInputs(key);
      for (float &logit : inputs[0])
        logit *= 20;
      const Values got = runKernel(key, inputs);
      const std::vector<double> want = referenceOf(key, inputs);
      for (size_t i = 0; i < got.size(); ++i)
        REQUIRE(std::abs(got[i] - want[i]) <= (1e-6 + 80 * 6e-8) * want[i]); // differences to 80 are rounded
    }
}

TEST_CASE("softmax of logits beyond the range of exp is finite", "[kernels]") {
  const KernelKey key = acceptedKeys(question("softmax k=9"), "avx2")[0];
  const Values got = runKernel(key, {{-3e38f, 1000, -1000, 1000, 0, 88, -88, 999, 12}});
  double sum = 0;
  for (const float probability : got)
    sum += probability;
  REQUIRE(sum == Approx(1));
  REQUIRE(got[1] == got[3]);
  REQUIRE(got[0] == 0);
}

TEST_CASE("softmax may lie on its logits", "[kernels]") {
  KernelKey key = acceptedKeys(question("softmax k=21 n=3"), "avx2")[0];
  const auto inputs = makeInputs(key);
  requireClose(key, inputs, runKernel(key, inputs, true), 1e-6);
}
