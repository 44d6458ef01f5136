// InputGradientPhases: how the gradient of a convolution's input falls into convolutions
// over dy. Pixels of dx that have the same remainder by the stride are reached by the same
// taps of the window, so each remainder of rows and columns is a phase: a convolution of
// stride 1 over dy with every stride-th tap, written to every stride-th pixel of dx.
// Nothing is multiplied by a zero between pixels.
#pragma once
#include "ir/machine/KernelKey.h"

namespace resnetc {

/// The pixels first, first + stride, … of an axis of dx, and what reaches them: pixel
/// number i reads dy[i + offset - t] through tap `tap + t * stride`, t = 0 .. taps - 1.
struct AxisPhase {
  int64_t first, pixels;
  int64_t tap, taps; ///< taps may be 0: nothing reaches these pixels
  int64_t offset;
};

// Of an input_gradient's key without its choice; phases have a pixel each.
std::vector<AxisPhase> rowPhases(const KernelKey &key);
std::vector<AxisPhase> columnPhases(const KernelKey &key);

/// Pixels of the largest phase of an image.
int64_t pixelsOfLargestPhase(const KernelKey &key);

/// The halo of dy that phases read: the direct algorithm needs it, the plain one does not.
/// At most ceil((r - 1) / stride) where the forward's padding is below r.
int64_t haloOfInputGradient(const KernelKey &key);

/// True if all filters for each image are less to read than dy of all images for each panel
/// of input channels: then the loop over images is around the one over panels.
bool goesByImages(const KernelKey &key);

/// What `split` cuts: that outer loop where it is cut exactly, else the other.
bool cutsPanels(const KernelKey &key);

} // namespace resnetc
