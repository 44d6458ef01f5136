// NetInput: what a net takes and how many classes it tells apart; all that data must know of it.
#pragma once
#include "runtime/images/ResizeImage.h"
#include "runtime/include/resnetc/net.h"
#include <functional>

namespace resnetc {

struct NetInput {
  int height = 0, width = 0, channels = 0;
  bool channelsFirst = false; ///< float images are N x C x H x W
  int classes = 0;
  bool takesPixels = true;    ///< has rules that turn 8-bit R, G, B into its input
  ResizeRule resize;

  int64_t valuesPerImage() const { return int64_t(height) * width * channels; }
};

/// From a library's table; `Bug` if it uses a word that is not known.
Outcome<NetInput> netInputOf(const resnetc_net &net);

/// n pictures of height x width x 3 bytes become n images as the net takes them: the library's `preprocess`. Returns
/// a status. Called by several threads at a time.
using Preprocess = std::function<int(const uint8_t *pixels, int32_t n, float *images)>;

} // namespace resnetc
