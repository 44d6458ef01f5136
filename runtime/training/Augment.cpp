// Augment: see Augment.h.
#include "runtime/training/Augment.h"
#include "runtime/training/CounterRandom.h"
#include <algorithm>

namespace resnetc {
namespace {

/// One row of `width` pixels; `from` is null where the row lies outside the picture.
template <class T>
void copyRow(const T *from, int width, int pixel, const AugmentChoice &choice, T *to) {
  for (int x = 0; x < width; ++x, to += pixel) {
    int source = (choice.flip ? width - 1 - x : x) + choice.right;
    if (from && source >= 0 && source < width)
      std::copy_n(from + int64_t(source) * pixel, pixel, to);
    else
      std::fill_n(to, pixel, T(0));
  }
}

template <class T> void copyChanged(const T *from, const SampleShape &shape, const AugmentChoice &choice, T *to) {
  int pixel = shape.channelsFirst ? 1 : shape.channels, planes = shape.channelsFirst ? shape.channels : 1;
  int64_t row = int64_t(shape.width) * pixel, plane = row * shape.height;
  if (!choice.flip && choice.down == 0 && choice.right == 0) {
    std::copy_n(from, plane * planes, to);
    return;
  }
  for (int p = 0; p < planes; ++p)
    for (int y = 0; y < shape.height; ++y) {
      int source = y + choice.down;
      bool inside = source >= 0 && source < shape.height;
      copyRow(inside ? from + p * plane + source * row : nullptr, shape.width, pixel, choice, to + p * plane + y * row);
    }
}

} // namespace

AugmentChoice chooseAugmentation(const AugmentRule &rule, int64_t seed, int64_t epoch, int64_t sample) {
  enum { Flip, Down, Right, DrawsPerSample };
  uint64_t key = randomKey("augment/" + std::to_string(epoch), seed);
  auto draw = [&](int which, int64_t bound) {
    return randomBelow(randomBits(key, uint64_t(sample) * DrawsPerSample + uint64_t(which)), bound);
  };
  AugmentChoice choice;
  choice.flip = rule.flip && draw(Flip, 2) == 1;
  if (rule.cropPad > 0) {
    choice.down = int(draw(Down, 2 * rule.cropPad + 1)) - rule.cropPad;
    choice.right = int(draw(Right, 2 * rule.cropPad + 1)) - rule.cropPad;
  }
  return choice;
}

void copyAugmented(const uint8_t *from, const SampleShape &shape, const AugmentChoice &choice, uint8_t *to) {
  copyChanged(from, shape, choice, to);
}

void copyAugmented(const float *from, const SampleShape &shape, const AugmentChoice &choice, float *to) {
  copyChanged(from, shape, choice, to);
}

} // namespace resnetc
