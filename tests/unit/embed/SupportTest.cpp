// Scratch, halos and initial values: the support code of every library, built natively.
#include "runtime/embed/support.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <vector>

namespace {
struct alignas(64) Slice {
  uint8_t bytes[4096];
};

Worker workerOf(Slice &slice) { return {nullptr, slice.bytes, sizeof slice.bytes, slice.bytes, nullptr}; }
} // namespace

TEST_CASE("scratch blocks are on 64 bytes, apart, and free again in any order", "[scratch]") {
  Slice slice;
  Worker worker = workerOf(slice);
  auto *a = static_cast<uint8_t *>(halide_malloc(&worker, 100));
  auto *b = static_cast<uint8_t *>(halide_malloc(&worker, 1));
  auto *c = static_cast<uint8_t *>(halide_malloc(&worker, 64));
  for (uint8_t *block : {a, b, c})
    REQUIRE(reinterpret_cast<uintptr_t>(block) % 64 == 0);
  REQUIRE(b >= a + 100);
  REQUIRE(c >= b + 1);
  halide_free(&worker, a); // not the newest: stays
  REQUIRE(static_cast<uint8_t *>(halide_malloc(&worker, 8)) > c);
  halide_free(&worker, c);
  halide_free(&worker, b);
  Worker fresh = workerOf(slice);
  REQUIRE(worker.top > fresh.top); // the last block lives
}

TEST_CASE("a halo is zeroed and the map in it is not", "[halo]") {
  for (int64_t halo : {1, 3})
    for (auto [h, w] : {std::pair<int64_t, int64_t>(1, 1), {2, 5}, {7, 3}}) {
      int64_t n = 2, c = 3, rows = h + 2 * halo, columns = w + 2 * halo;
      std::vector<float> map(n * rows * columns * c, 5);
      support_zero_halo(map.data(), n, h, w, c, halo);
      for (int64_t i = 0; i < int64_t(map.size()); ++i) {
        int64_t x = i / c % columns, y = i / c / columns % rows;
        bool inside = x >= halo && x < halo + w && y >= halo && y < halo + h;
        REQUIRE(map[i] == (inside ? 5 : 0));
      }
    }
}

TEST_CASE("initial values follow He's rule and depend on seed and name alone", "[initialize]") {
  resnetc_parameter table[] = {{"a/kernel", {3, 3, 16, 32}, 4, 1, 0},
                               {"a/bias", {32}, 1, 1, 4608},
                               {"bn/gamma", {32}, 1, 1, 4640},
                               {"bn/moving_variance", {32}, 1, 0, 4672},
                               {"bn/moving_mean", {32}, 1, 0, 4704}};
  std::vector<float> blob(4736, NAN), again(4736), other(4736);
  support_initialize(table, 5, 0, blob.data());
  support_initialize(table, 5, 0, again.data());
  support_initialize(table, 5, 1, other.data());
  REQUIRE(blob == again);
  REQUIRE(blob != other);
  double sum = 0, squares = 0;
  for (int i = 0; i < 4608; ++i)
    sum += blob[i], squares += blob[i] * blob[i];
  REQUIRE(std::abs(sum / 4608) < 0.01);
  REQUIRE(squares / 4608 == Approx(2.0 / (3 * 3 * 16)).epsilon(0.05));
  REQUIRE(blob[4608] == 0);
  REQUIRE(blob[4640] == 1);
  REQUIRE(blob[4672] == 1);
  REQUIRE(blob[4704] == 0);
  // One exact value, so that no change of compiler or machine passes unnoticed.
  resnetc_parameter renamed[] = {{"b/kernel", {3, 3, 16, 32}, 4, 1, 0}};
  support_initialize(renamed, 1, 0, other.data());
  REQUIRE(std::memcmp(other.data(), blob.data(), 4608 * sizeof(float)) != 0);
}

TEST_CASE("level 0 asks nothing of the processor, and no processor has level 99", "[cpu]") {
  REQUIRE(support_check_cpu(0) == RESNETC_OK);
  REQUIRE(support_check_cpu(99) == RESNETC_CPU_LACKS_FEATURE);
}
