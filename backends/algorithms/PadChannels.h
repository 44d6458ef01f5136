// PadChannels: the parameter-free shortcut (He et al. 2015, option A): every
// stride-th pixel, with zero channels added, half of them before and half after.
#pragma once
#include "backends/algorithms/Interior.h"

namespace resnetc {

struct PadChannelsAlgorithm {
  Kernel kernel;         ///< its first update writes zeros, its second the pixels
  Halide::Var k, n;
  Halide::RDom pixel;    ///< of the zeros: x: columns, y: rows
  Halide::RDom value;    ///< of the copy: x: channels, y: columns, z: rows
};

PadChannelsAlgorithm definePadChannels(const KernelKey &key);

/// The same values, each by itself, for devices, where two updates would be two launches.
InteriorAlgorithm definePadChannelsByValue(const KernelKey &key);

} // namespace resnetc
