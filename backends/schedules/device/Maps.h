// Maps: the order in which devices compute what is bound by memory and writes a map.
#pragma once
#include "backends/algorithms/Interior.h"

namespace resnetc {

/// Of the outermost extent of what is written, halo included: of an image, or of a panel.
int64_t valuesOfLayer(const KernelKey &key);

/// The pixels of all images in one run; `channels`: the key's field of the output's. Returns the loop of a thread.
Halide::VarOrRVar putInteriorOnGrid(InteriorAlgorithm &map, const KernelKey &key, const char *channels);

Kernel buildDeviceMaxPool(const KernelKey &key);
Kernel buildDevicePadChannels(const KernelKey &key);
Kernel buildDevicePreprocess(const KernelKey &key);
Kernel buildDeviceLayout(const KernelKey &key); ///< layout and batch_images
Kernel buildDeviceSumParts(const KernelKey &key);
Kernel buildDeviceZeroHalo(const KernelKey &key);

} // namespace resnetc
