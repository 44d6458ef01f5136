// ResizeImage.h: a picture of any size becomes the height x width that a net takes.
#pragma once
#include "runtime/images/Resample.h"

namespace resnetc {

enum class Fit {
  Stretch,            ///< height and width alone, the shape of things is not kept: Keras
  ShorterSideAndCrop  ///< scaled until the shorter side has shortSide pixels, then the middle is cut out: torchvision
};

struct ResizeRule {
  int height = 0, width = 0;
  Fit fit = Fit::Stretch;
  Resampling interpolation = Resampling::Bilinear;
  int shortSide = 0; ///< of ShorterSideAndCrop
};

/// Deterministic: the same bits on every machine. Sizes round as torchvision's Resize (the longer side down) and
/// CenterCrop (a half pixel to even); where the scaled picture is smaller than the crop, the border is black.
Image resizeImage(const Image &image, const ResizeRule &rule);

} // namespace resnetc
