// NetShape: sizes of maps and totals of a net, by arithmetic on the spec alone.
#pragma once
#include "frontend/spec/Spec.h"

namespace resnetc {

/// Rows (or columns) that a window leaves of `size`; less than 1 when it fits nowhere.
int64_t outputSize(int64_t size, int64_t kernel, int64_t stride, StemPadding padding);
int64_t outputSize(int64_t size, int64_t kernel, int64_t stride, PaddingRule padding);

/// Height and width of the map before the first stage; not positive if the pool fits nowhere.
struct MapSize {
  int64_t height = 0, width = 0;
};
MapSize mapAfterStem(const Spec &spec);

/// Channels that a stage gives: its filters, times the expansion of a bottleneck.
int64_t stageChannels(const Spec &spec, const StageSpec &stage);

/// Whether the shortcut of a stage's block is a convolution.
bool hasProjection(const Spec &spec, int64_t channelsIn, int64_t channelsOut, int64_t stride);

/// Sums that overflow 64 bits stay at INT64_MAX, far beyond every limit.
struct NetTotals {
  int64_t layers = 0; ///< convolutions without projections, and the dense layer
  int64_t totalParameters = 0, nonTrainableParameters = 0;
  int64_t multiplyAdds = 0; ///< of convolutions and dense layer, for one image
};

/// Of a spec whose values lie within their ranges.
NetTotals countNet(const Spec &spec);

} // namespace resnetc
