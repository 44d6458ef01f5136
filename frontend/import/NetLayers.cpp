#include "frontend/import/NetLayers.h"
#include "frontend/import/LayerNames.h"
#include <algorithm>

namespace resnetc {
namespace {
int64_t windowed(int64_t extent, int64_t padding, int64_t window, int64_t stride) {
  return (extent + padding - window) / stride + 1;
}

/// Follows the map's size and channels through the net.
class Builder {
public:
  Builder(const Spec &spec, const SpecSource &source)
      : spec(spec), source(source), names(spec), height(spec.input.height), width(spec.input.width) {}

  NetLayers build() {
    addStem();
    for (size_t stage = 0; stage < spec.stages.size(); ++stage)
      for (int64_t block = 0; block < spec.stages[stage].blocks; ++block)
        addBlock(stage, block);
    return std::move(net);
  }

private:
  void addStem() {
    const StemSpec &stem = spec.stem;
    net.stem = {names.stem(), normed(names.stemNorm()), stem.filters, stem.kernel, stem.stride, {}, source.stem};
    net.stem.pad = paddingFor(stem.padding, height, width, stem.kernel, stem.stride);
    shrink(net.stem);
    channels = stem.filters;
    if (!stem.pool)
      return;
    const StemPool &pool = *stem.pool;
    if (pool.padding != StemPadding::Valid)
      net.poolPad = paddingFor(pool.padding == StemPadding::Same ? PaddingRule::Same : PaddingRule::Symmetric, height,
                               width, pool.kernel, pool.stride);
    shrink({"", "", channels, pool.kernel, pool.stride, net.poolPad, {}});
  }

  void addBlock(size_t stage, int64_t block) {
    const StageSpec &shape = spec.stages[stage];
    bool isBottleneck = spec.block == BlockKind::Bottleneck;
    place = stage < source.stages.size() ? source.stages[stage] : SpecPlace();
    BlockLayers layers;
    layers.name = names.sum(stage, block);
    layers.place = place;
    layers.filters = isBottleneck ? shape.filters * spec.expansion : shape.filters;
    layers.stride = block == 0 ? shape.stride : 1;
    chooseShortcut(layers, stage, block); // before the branch moves height and width on
    bool strideOnSecond = isBottleneck && spec.strideOn == StrideOn::Second;
    int convs = isBottleneck ? 3 : 2;
    for (int conv = 1; conv <= convs; ++conv) {
      int64_t window = isBottleneck && conv != 2 ? 1 : 3;
      int64_t filters = isBottleneck && conv == 3 ? layers.filters : shape.filters;
      int64_t stride = conv == (strideOnSecond ? 2 : 1) ? layers.stride : 1;
      layers.branch.push_back(makeConv(names.conv(stage, block, conv), normed(names.convNorm(stage, block, conv)),
                                       filters, window, stride));
      shrink(layers.branch.back());
    }
    channels = layers.filters;
    net.blocks.push_back(std::move(layers));
  }

  void chooseShortcut(BlockLayers &layers, size_t stage, int64_t block) {
    using Way = BlockLayers::Way;
    bool changes = layers.stride != 1 || layers.filters != channels;
    layers.shortcut = Way::Identity;
    if (spec.shortcut == Shortcut::None)
      layers.shortcut = Way::None;
    else if (spec.shortcut == Shortcut::C || (changes && spec.shortcut == Shortcut::B))
      layers.shortcut = Way::Projection;
    else if (changes)
      layers.shortcut = Way::PadChannels;
    if (layers.shortcut == Way::Projection)
      layers.projection = makeConv(names.projection(stage, block),
                                   spec.projectionBatchNorm ? normed(names.projectionNorm(stage, block)) : "",
                                   layers.filters, 1, layers.stride);
  }

  ConvLayer makeConv(std::string name, std::string norm, int64_t filters, int64_t window, int64_t stride) const {
    ConvLayer conv{std::move(name), std::move(norm), filters, window, stride, {}, place};
    if (window > 1)
      conv.pad = paddingFor(spec.padding, height, width, window, stride);
    return conv;
  }

  void shrink(const ConvLayer &by) {
    height = windowed(height, by.pad.top + by.pad.bottom, by.window, by.stride);
    width = windowed(width, by.pad.left + by.pad.right, by.window, by.stride);
  }

  std::string normed(std::string name) const { return spec.batchNorm ? name : ""; }

  const Spec &spec;
  const SpecSource &source;
  LayerNames names;
  NetLayers net;
  SpecPlace place;
  int64_t height, width, channels = 0;
};
} // namespace

Padding paddingFor(PaddingRule rule, int64_t height, int64_t width, int64_t window, int64_t stride) {
  if (rule == PaddingRule::Symmetric)
    return Padding::symmetric(window / 2);
  auto total = [&](int64_t extent) {
    int64_t results = (extent + stride - 1) / stride;
    return std::max<int64_t>((results - 1) * stride + window - extent, 0);
  };
  int64_t rows = total(height), columns = total(width);
  return {rows / 2, columns / 2, rows - rows / 2, columns - columns / 2};
}

NetLayers layersOf(const Spec &spec, const SpecSource &source) { return Builder(spec, source).build(); }

} // namespace resnetc
