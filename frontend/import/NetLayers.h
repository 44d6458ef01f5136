// NetLayers: the layers of a spec in the paper's order, as plain values: one place
// that knows how a ResNet is put together and how each family calls its layers.
// ImportSpec turns them into IR; `summary` counts them.
//
// Source: He et al. 2015, arXiv:1512.03385, table 1 and figures 3 and 5; the
// families' names as in the weights files of Keras and torchvision.
#pragma once
#include "frontend/spec/Spec.h"
#include "ir/machine/KernelKey.h"

namespace resnetc {

/// A convolution with what follows it. Empty `norm`: no batch norm.
struct ConvLayer {
  std::string name, norm;
  int64_t filters = 0, window = 1, stride = 1;
  Padding pad;
  SpecPlace place;
};

/// A residual block: the convolutions of its branch, a ReLU after each but the last,
/// and how its input reaches the addition.
struct BlockLayers {
  std::string name; ///< of the addition
  std::vector<ConvLayer> branch;
  enum class Way { None, Identity, PadChannels, Projection } shortcut = Way::Identity;
  ConvLayer projection; ///< of Way::Projection
  int64_t filters = 0, stride = 1; ///< of the block as a whole
  SpecPlace place;
};

struct NetLayers {
  ConvLayer stem;
  Padding poolPad; ///< of the stem's pool
  std::vector<BlockLayers> blocks;
};

/// The spec must have passed checkSpec.
NetLayers layersOf(const Spec &spec, const SpecSource &source);

/// TensorFlow's "same": as much padding as makes ceil(extent / stride) results, the
/// odd pixel at the end. He's "symmetric": window / 2 on each side.
Padding paddingFor(PaddingRule rule, int64_t height, int64_t width, int64_t window, int64_t stride);

} // namespace resnetc
