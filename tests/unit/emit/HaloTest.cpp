#include "runtime/embed/support.h"
#include <catch2/catch.hpp>
#include <vector>

TEST_CASE("zero_halo clears the frame of every map and nothing else", "[embed]") {
  const int64_t halo = GENERATE(1, 3), n = 2, h = GENERATE(1, 4), w = 3, c = 2;
  const int64_t rows = h + 2 * halo, columns = w + 2 * halo;
  std::vector<float> memory(size_t(n * rows * columns * c) + 2, 7.0f); // one value before and after
  support_zero_halo(memory.data() + 1, n, h, w, c, halo);
  CHECK(memory.front() == 7.0f);
  CHECK(memory.back() == 7.0f);
  size_t index = 1;
  for (int64_t i = 0; i < n; ++i)
    for (int64_t y = 0; y < rows; ++y)
      for (int64_t x = 0; x < columns; ++x)
        for (int64_t k = 0; k < c; ++k, ++index) {
          const bool inside = y >= halo && y < halo + h && x >= halo && x < halo + w;
          CAPTURE(i, y, x, k);
          REQUIRE(memory[index] == (inside ? 7.0f : 0.0f));
        }
}
