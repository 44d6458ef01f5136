// Maps: values that move or are scaled but not summed: layouts, pixels, option A.
#pragma once
#include "ir/interpreter/Tensor.h"
#include <string>

namespace resnetc {

/// Option A's shortcut (He 2015, 3.3): every stride-th pixel, `channels` in all, those
/// that are added are zero, half of them before and half after.
Tensor padChannels(const Tensor &input, int64_t stride, int64_t channels);

Tensor nchwToNhwc(const Tensor &input);
Tensor nhwcToNchw(const Tensor &input);

/// The first `count` images as they are, zeros in place of the others, whatever they hold.
Tensor firstImages(Tensor images, int64_t count);

/// An N x H x W x C map without its outer rows and columns, so many on each side.
Tensor cropped(const Tensor &input, int64_t top, int64_t left, int64_t bottom, int64_t right);

struct Preprocessing {
  std::string order = "rgb";    ///< rgb | bgr | gray
  double scale = 1;
  std::vector<double> mean, deviation; ///< by channel of the result, in `order`
};

/// 8-bit pixels N x H x W x 3, red green blue, to N x H x W x 3 (gray: x 1):
/// (v * scale - mean) / deviation, where gray is (299 R + 587 G + 114 B) / 1000.
Tensor preprocess(const Tensor &pixels, const Preprocessing &how);

} // namespace resnetc
