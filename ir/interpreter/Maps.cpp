#include "ir/interpreter/Maps.h"
#include <algorithm>
#include <cassert>

namespace resnetc {
namespace {
/// A map each of whose elements is value(n, y, x, c).
template <typename Function> Tensor makeMap(std::vector<int64_t> shape, Function value) {
  Tensor map = filled(std::move(shape));
  size_t i = 0;
  for (int64_t n = 0; n < map.shape[0]; ++n)
    for (int64_t y = 0; y < map.shape[1]; ++y)
      for (int64_t x = 0; x < map.shape[2]; ++x)
        for (int64_t c = 0; c < map.shape[3]; ++c)
          map.values[i++] = value(n, y, x, c);
  return map;
}
} // namespace

Tensor padChannels(const Tensor &input, int64_t stride, int64_t channels) {
  const int64_t before = (channels - input.shape[3]) / 2;
  const int64_t rows = (input.shape[1] - 1) / stride + 1, columns = (input.shape[2] - 1) / stride + 1;
  return makeMap({input.shape[0], rows, columns, channels}, [&](int64_t n, int64_t y, int64_t x, int64_t k) {
    const int64_t c = k - before;
    return c >= 0 && c < input.shape[3] ? input.at(n, y * stride, x * stride, c) : 0;
  });
}

Tensor nchwToNhwc(const Tensor &input) {
  return makeMap({input.shape[0], input.shape[2], input.shape[3], input.shape[1]},
                 [&](int64_t n, int64_t y, int64_t x, int64_t c) { return input.at(n, c, y, x); });
}

Tensor nhwcToNchw(const Tensor &input) {
  return makeMap({input.shape[0], input.shape[3], input.shape[1], input.shape[2]},
                 [&](int64_t n, int64_t c, int64_t y, int64_t x) { return input.at(n, y, x, c); });
}

Tensor firstImages(Tensor images, int64_t count) {
  std::fill(images.values.begin() + images.elements() / images.shape[0] * count, images.values.end(), 0.0);
  return images;
}

Tensor cropped(const Tensor &input, int64_t top, int64_t left, int64_t bottom, int64_t right) {
  return makeMap({input.shape[0], input.shape[1] - top - bottom, input.shape[2] - left - right, input.shape[3]},
                 [&](int64_t n, int64_t y, int64_t x, int64_t c) { return input.at(n, y + top, x + left, c); });
}

Tensor preprocess(const Tensor &pixels, const Preprocessing &how) {
  const bool gray = how.order == "gray";
  const int64_t channels = gray ? 1 : 3;
  assert(pixels.shape[3] == 3 && int64_t(how.mean.size()) == channels && how.mean.size() == how.deviation.size());
  return makeMap({pixels.shape[0], pixels.shape[1], pixels.shape[2], channels},
                 [&](int64_t n, int64_t y, int64_t x, int64_t c) {
                   const auto primary = [&](int64_t index) { return pixels.at(n, y, x, index); };
                   const double value = gray ? (299 * primary(0) + 587 * primary(1) + 114 * primary(2)) / 1000
                                             : primary(how.order == "bgr" ? 2 - c : c);
                   return (value * how.scale - how.mean[size_t(c)]) / how.deviation[size_t(c)];
                 });
}

} // namespace resnetc
