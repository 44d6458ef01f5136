// MapGradients: backwards through what only moves or averages values: the pools and the
// parameter-free shortcut. Each pixel of dx gathers what it gets; nothing is scattered.
#pragma once
#include "backends/algorithms/Interior.h"

namespace resnetc {

/// Of windows that overlap, the sum of each dy whose largest value the pixel was.
InteriorAlgorithm defineMaxPoolGradient(const KernelKey &key);
InteriorAlgorithm defineGlobalAvgPoolGradient(const KernelKey &key);
/// Every stride-th pixel without the added channels, zeros between.
InteriorAlgorithm definePadChannelsGradient(const KernelKey &key);

} // namespace resnetc
