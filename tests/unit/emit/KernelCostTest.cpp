#include "ir/machine/KernelCost.h"
#include <catch2/catch.hpp>

using namespace resnetc;

namespace {
KernelKey conv(const char *operation) {
  KernelKey key(operation);
  key.set("n", int64_t(2)).set("h", int64_t(56)).set("w", int64_t(56)).set("c", int64_t(64)).set("k", int64_t(128));
  key.set("r", int64_t(3)).set("stride", int64_t(2)).set("pad", Padding::symmetric(1));
  return key;
}
} // namespace

TEST_CASE("multiply-adds follow from the definition of a layer", "[machine]") {
  CHECK(multiplyAdds(conv("conv2d")) == 2LL * 28 * 28 * 128 * 3 * 3 * 64);
  CHECK(multiplyAdds(conv("stem")) == 2LL * 28 * 28 * 128 * 3 * 3 * 64); // before its pool
  KernelKey dense("dense");
  dense.set("n", int64_t(4)).set("c", int64_t(2048)).set("k", int64_t(1000));
  CHECK(multiplyAdds(dense) == 4LL * 2048 * 1000);
  CHECK(multiplyAdds(KernelKey("softmax")) == 0);
}
