#include "runtime/embed/initialize.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <vector>

namespace {
resnetc_parameter row(const char *name, std::vector<int64_t> shape, int64_t offset) {
  resnetc_parameter parameter = {name, {}, int32_t(shape.size()), 1, offset};
  std::copy(shape.begin(), shape.end(), parameter.shape);
  return parameter;
}

uint32_t bitsOf(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}
} // namespace

TEST_CASE("each kind of parameter gets its initial value", "[embed]") {
  const resnetc_parameter table[] = {row("layer1.0.conv1/kernel", {3, 3, 64, 32}, 0), row("bn/gamma", {4}, 18432),
                                     row("bn/beta", {4}, 18436), row("bn/moving_mean", {4}, 18440),
                                     row("bn/moving_variance", {4}, 18444), row("conv/bias", {4}, 18448)};
  std::vector<float> blob(18452, 9.0f);
  support_initialize(table, 6, 1, blob.data());
  const float expected[] = {1, 0, 0, 1, 0};
  for (int i = 0; i < 5; ++i)
    for (int k = 0; k < 4; ++k)
      CHECK(blob[size_t(18432 + 4 * i + k)] == expected[i]);

  const double variance = 2.0 / (3 * 3 * 64), limit = std::sqrt(3 * variance);
  double sum = 0, squares = 0;
  for (size_t i = 0; i < 18432; ++i) {
    REQUIRE(std::abs(blob[i]) <= limit * 1.0001);
    sum += blob[i];
    squares += double(blob[i]) * blob[i];
  }
  CHECK(std::abs(sum / 18432) < 0.02 * limit);
  CHECK(squares / 18432 == Approx(variance).epsilon(0.02));
}

TEST_CASE("initial values follow from seed, name and position alone", "[embed]") {
  const resnetc_parameter one[] = {row("fc/kernel", {8, 4}, 0)};
  const resnetc_parameter two[] = {row("conv/kernel", {1, 1, 4, 8}, 0), row("fc/kernel", {8, 4}, 32)};
  std::vector<float> first(32), second(64), other(32);
  support_initialize(one, 1, 5, first.data());
  support_initialize(two, 2, 5, second.data());
  support_initialize(one, 1, 6, other.data());
  CHECK(std::equal(first.begin(), first.end(), second.begin() + 32));
  CHECK_FALSE(std::equal(first.begin(), first.end(), second.begin()));
  CHECK(first != other);
}

TEST_CASE("initial values are these bits on every machine", "[embed]") {
  const resnetc_parameter table[] = {row("conv1/kernel", {7, 7, 3, 64}, 0)};
  std::vector<float> blob(7 * 7 * 3 * 64);
  support_initialize(table, 1, 0, blob.data());
  uint32_t all = 0;
  for (float value : blob)
    all = all * 31 + bitsOf(value);
  CAPTURE(std::hex, bitsOf(blob[0]), bitsOf(blob[1]), all);
  CHECK(bitsOf(blob[0]) == 0xbe0e4ea9u);
  CHECK(all == 0xd875b64du);
}
