// The zero pixels around a map, written where the map's bytes were another buffer's.
#include "runtime/embed/support.h"

void support_zero_halo(void *map, int64_t n, int64_t h, int64_t w, int64_t c, int64_t halo) {
  const size_t pixel = (size_t)c * sizeof(float), side = (size_t)halo * pixel, row = (size_t)w * pixel + 2 * side;
  uint8_t *at = map;
  for (int64_t image = 0; image < n; ++image) {
    // Rows above, and the left side of the first row.
    const size_t above = (size_t)halo * row + side;
    __builtin_memset(at, 0, above);
    at += above + (size_t)w * pixel;
    // A row's right side and the next one's left side lie together.
    for (int64_t y = 1; y < h; ++y, at += row)
      __builtin_memset(at, 0, 2 * side);
    __builtin_memset(at, 0, above);
    at += above;
  }
}
