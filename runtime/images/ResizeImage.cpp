// ResizeImage: where the scaled picture's window lies. See ResizeImage.h.
#include "runtime/images/ResizeImage.h"
#include <algorithm>
#include <cassert>
#include <cstring>

namespace resnetc {
namespace {

/// Along one axis: which pixels of the scaled picture are taken, and where they land in the result.
struct Cut {
  int64_t from; ///< first pixel of the scaled picture
  int to;       ///< where it lands
  int count;
};

Cut cutCentre(int64_t scaled, int wanted) {
  if (scaled < wanted)
    return {0, int((wanted - scaled) / 2), int(scaled)};
  int64_t extra = scaled - wanted, half = extra / 2;
  return {half + (extra % 2 == 1 && half % 2 == 1), 0, wanted}; // Python's round(): x.5 goes to the even one
}

} // namespace

Image resizeImage(const Image &image, const ResizeRule &rule) {
  assert(rule.height > 0 && rule.width > 0);
  if (rule.fit == Fit::Stretch)
    return resampleWindow(image, rule.interpolation, rule.height, rule.width, 0, 0, rule.height, rule.width);

  assert(rule.shortSide > 0);
  int64_t shorter = std::min(image.height, image.width);
  int64_t scaledHeight = int64_t(rule.shortSide) * image.height / shorter;
  int64_t scaledWidth = int64_t(rule.shortSide) * image.width / shorter;
  Cut rows = cutCentre(scaledHeight, rule.height), columns = cutCentre(scaledWidth, rule.width);
  Image middle = resampleWindow(image, rule.interpolation, scaledHeight, scaledWidth, rows.from, columns.from,
                                rows.count, columns.count);
  if (rows.count == rule.height && columns.count == rule.width)
    return middle;
  Image framed{rule.height, rule.width, std::vector<uint8_t>(size_t(rule.height) * rule.width * 3)};
  for (int y = 0; y < rows.count; ++y)
    std::memcpy(&framed.pixels[(size_t(rows.to + y) * rule.width + columns.to) * 3],
                &middle.pixels[size_t(y) * columns.count * 3], size_t(columns.count) * 3);
  return framed;
}

} // namespace resnetc
