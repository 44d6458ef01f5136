// NetShape: checked arithmetic over stem, stages and head.
#include "frontend/spec/NetShape.h"

namespace resnetc {
namespace {

int64_t multiply(int64_t a, int64_t b) {
  int64_t product = 0;
  return __builtin_mul_overflow(a, b, &product) ? INT64_MAX : product;
}

void addTo(int64_t &sum, int64_t value) {
  if (__builtin_add_overflow(sum, value, &sum))
    sum = INT64_MAX;
}

int64_t divideUp(int64_t a, int64_t b) { return (a + b - 1) / b; }

class Counter {
public:
  explicit Counter(const Spec &net) : spec(net) {}

  NetTotals count() {
    addConvolution({spec.stem.kernel, spec.input.channels, spec.stem.filters},
                   {outputSize(spec.input.height, spec.stem.kernel, spec.stem.stride, spec.stem.padding),
                    outputSize(spec.input.width, spec.stem.kernel, spec.stem.stride, spec.stem.padding)},
                   true);
    ++totals.layers;
    map = mapAfterStem(spec);
    channels = spec.stem.filters;
    for (const StageSpec &stage : spec.stages)
      for (int64_t block = 0; block < stage.blocks; ++block)
        addBlock(stage, block == 0 ? stage.stride : 1);
    addTo(totals.totalParameters, multiply(channels + 1, spec.head.classes));
    addTo(totals.multiplyAdds, multiply(channels, spec.head.classes));
    ++totals.layers;
    return totals;
  }

private:
  struct Filter {
    int64_t kernel, channelsIn, channelsOut;
  };

  void addConvolution(Filter filter, MapSize output, bool batchNorm) {
    const int64_t weights = multiply(multiply(filter.kernel * filter.kernel, filter.channelsIn), filter.channelsOut);
    addTo(totals.multiplyAdds, multiply(weights, output.height * output.width));
    addTo(totals.totalParameters, weights);
    if (spec.convBias)
      addTo(totals.totalParameters, filter.channelsOut);
    if (batchNorm && spec.batchNorm) {
      addTo(totals.totalParameters, 4 * filter.channelsOut); // gamma, beta, moving mean and variance
      addTo(totals.nonTrainableParameters, 2 * filter.channelsOut);
    }
  }

  void addBlock(const StageSpec &stage, int64_t stride) {
    // A window with padding leaves the same maps as taking every stride-th pixel.
    const MapSize output = {divideUp(map.height, stride), divideUp(map.width, stride)};
    const int64_t channelsOut = stageChannels(spec, stage);
    if (spec.block == BlockKind::Basic) {
      addConvolution({3, channels, stage.filters}, output, true);
      addConvolution({3, stage.filters, stage.filters}, output, true);
    } else {
      addConvolution({1, channels, stage.filters}, spec.strideOn == StrideOn::First ? output : map, true);
      addConvolution({3, stage.filters, stage.filters}, output, true);
      addConvolution({1, stage.filters, channelsOut}, output, true);
    }
    if (hasProjection(spec, channels, channelsOut, stride))
      addConvolution({1, channels, channelsOut}, output, spec.projectionBatchNorm);
    totals.layers += spec.block == BlockKind::Basic ? 2 : 3;
    channels = channelsOut;
    map = output;
  }

  const Spec &spec;
  NetTotals totals;
  MapSize map;
  int64_t channels = 0;
};

} // namespace

int64_t outputSize(int64_t size, int64_t kernel, int64_t stride, StemPadding padding) {
  if (padding == StemPadding::Same)
    return divideUp(size, stride);
  const int64_t padded = padding == StemPadding::Symmetric ? size + 2 * (kernel / 2) : size;
  return padded < kernel ? 0 : (padded - kernel) / stride + 1;
}

int64_t outputSize(int64_t size, int64_t kernel, int64_t stride, PaddingRule padding) {
  return outputSize(size, kernel, stride, padding == PaddingRule::Same ? StemPadding::Same : StemPadding::Symmetric);
}

MapSize mapAfterStem(const Spec &spec) {
  const StemSpec &stem = spec.stem;
  MapSize map = {outputSize(spec.input.height, stem.kernel, stem.stride, stem.padding),
                 outputSize(spec.input.width, stem.kernel, stem.stride, stem.padding)};
  if (stem.pool)
    map = {outputSize(map.height, stem.pool->kernel, stem.pool->stride, stem.pool->padding),
           outputSize(map.width, stem.pool->kernel, stem.pool->stride, stem.pool->padding)};
  return map;
}

int64_t stageChannels(const Spec &spec, const StageSpec &stage) {
  return spec.block == BlockKind::Bottleneck ? multiply(stage.filters, spec.expansion) : stage.filters;
}

bool hasProjection(const Spec &spec, int64_t channelsIn, int64_t channelsOut, int64_t stride) {
  const bool changes = channelsIn != channelsOut || stride != 1;
  return spec.shortcut == Shortcut::C || (spec.shortcut == Shortcut::B && changes);
}

NetTotals countNet(const Spec &spec) { return Counter(spec).count(); }

} // namespace resnetc
