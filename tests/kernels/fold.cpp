#include "tests/kernels/Keys.h"
#include "tests/kernels/OnDevice.h"
#include "tests/kernels/Reference.h"
#include <catch2/catch.hpp>
#include <cmath>

using namespace resnetc;

namespace {
/// Computed in double and rounded once: the nearest float, or by a hair its neighbour.
void requireRoundedOnce(const KernelKey &key) {
  CAPTURE(key.print());
  REQUIRE(whyNotImplemented(key) == "");
  const auto inputs = makeInputs(key);
  const Values got = runKernel(key, inputs);
  const std::vector<double> want = referenceOf(key, inputs);
  for (size_t i = 0; i < got.size(); ++i) {
    const float nearest = float(want[i]);
    if (got[i] != nearest)
      REQUIRE(std::abs(got[i] - want[i]) <= std::abs(std::nextafter(nearest, 1e9f) - nearest) * 0.51);
  }
}
} // namespace

TEST_CASE("filters are folded in double and packed by panels", "[kernels]") {
  const auto text =
      GENERATE("pack_filter c=3 k=16 r=7 fold=1 panel=16", "pack_filter c=5 k=20 r=3 fold=1 panel=16",
               "pack_filter c=8 k=64 r=1 panel=32", "pack_filter c=2 k=1 r=1 fold=1 panel=4",
               "pack_filter c=3 k=10 r=1 panel=1", "pack_filter c=4 k=10 r=3 fold=1 epsilon=1.001e-05 panel=64");
  for (const char *machine : {"avx2", "avx512"})
    requireRoundedOnce(question(text).set("algorithm", "plain").set("machine", machine));
}

TEST_CASE("shifts hold bias and batch norm, and zeros beyond the filters", "[kernels]") {
  const auto text =
      GENERATE("fold_shift k=20 bias=1 fold=1 panel=16", "fold_shift k=16 fold=1 panel=16",
               "fold_shift k=10 bias=1 panel=8", "fold_shift k=3 panel=4", "fold_shift k=5 fold=1 bias=1 panel=1");
  for (const char *machine : {"avx2", "avx512"})
    requireRoundedOnce(question(text).set("algorithm", "plain").set("machine", machine));
}

TEST_CASE("parameters are packed on devices to a few roundings", "[kernels][on-devices]") {
  SECTION("on devices") {
    const auto text = GENERATE("pack_filter c=5 k=20 r=3 fold=1", "pack_filter c=3 k=10 r=1", "pack_filter c=8 k=64",
                               "fold_shift k=20 bias=1 fold=1", "fold_shift k=10 bias=1", "fold_shift k=3",
                               "pack_transposed c=17 k=20 r=3", "pack_transposed c=32 k=8 r=3 rotate=1");
    for (const std::string &machine : machinesHere()) {
      const KernelKey key = acceptedKeys(question(text), machine)[0];
      CAPTURE(key.print());
      const auto inputs = makeInputs(key);
      requireClose(key, inputs, runKernel(key, inputs), 1e-6);
    }
  }
}
