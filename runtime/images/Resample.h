// Resample.h: a picture scaled to another size, of which only a window is computed.
#pragma once
#include "runtime/images/ReadImage.h"

namespace resnetc {

enum class Resampling { Nearest, Bilinear, Area };

/// Rows top .. top+height-1 and columns left .. left+width-1 of the picture scaled to scaledHeight x scaledWidth;
/// the window lies inside. Only the window costs time and memory, whatever the scaled size.
///
/// The arithmetic is Pillow's: bilinear is a triangle and area a box, both widened by the scale when
/// shrinking (so nothing aliases), weights of 22 fractional bits, columns first, 8 bits in between; nearest takes
/// the source pixel under the centre. Integers after the weights, so the same bits everywhere.
Image resampleWindow(const Image &image, Resampling interpolation, int64_t scaledHeight, int64_t scaledWidth,
                     int64_t top, int64_t left, int height, int width);

} // namespace resnetc
