// Augment: small changes of a picture that do not change its class, decided by seed, epoch and sample.
#pragma once
#include <cstdint>

namespace resnetc {

struct AugmentRule {
  bool flip = false; ///< mirror every second picture, left to right
  int cropPad = 0;   ///< shift by up to so many pixels in each direction; zeros come in
};

/// What happens to one sample in one epoch.
struct AugmentChoice {
  bool flip = false;
  int down = 0, right = 0; ///< -cropPad .. cropPad: the window's place in the picture with its border of zeros
};

AugmentChoice chooseAugmentation(const AugmentRule &rule, int64_t seed, int64_t epoch, int64_t sample);

struct SampleShape {
  int height = 0, width = 0, channels = 0;
  bool channelsFirst = false; ///< a plane a channel, else a pixel's channels lie together
};

/// Copies a sample with the change; first cut, then mirrored. `to` has the same shape and does not overlap.
void copyAugmented(const uint8_t *from, const SampleShape &shape, const AugmentChoice &choice, uint8_t *to);
void copyAugmented(const float *from, const SampleShape &shape, const AugmentChoice &choice, float *to);

} // namespace resnetc
