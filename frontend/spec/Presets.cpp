// Presets: the tables of He et al. 2015 (arXiv:1512.03385, table 1 and section 4.2) and the
// three families of published weights that differ in their details.
#include "frontend/spec/Presets.h"
#include "frontend/spec/SpecWords.h"
#include <algorithm>

namespace resnetc {
namespace {

const int64_t imageNetDepths[] = {18, 34, 50, 101, 152};
const int64_t cifarDepths[] = {20, 32, 44, 56, 110};

std::vector<int64_t> blocksOf(int64_t depth) {
  switch (depth) {
  case 18:
    return {2, 2, 2, 2};
  case 101:
    return {3, 4, 23, 3};
  case 152:
    return {3, 8, 36, 3};
  default:
    return {3, 4, 6, 3}; // 34 and 50
  }
}

/// Filters double and maps halve from the second stage on.
std::vector<StageSpec> makeStages(const std::vector<int64_t> &blocks, int64_t filters) {
  std::vector<StageSpec> stages;
  for (int64_t count : blocks) {
    stages.push_back({count, filters, stages.empty() ? 1 : 2});
    filters *= 2;
  }
  return stages;
}

Spec makeClassic(int64_t depth) {
  Spec spec;
  spec.preprocess = {ColorOrder::Bgr, 1, {103.939, 116.779, 123.68}, {1, 1, 1}};
  spec.stem.pool = StemPool{};
  spec.block = depth >= 50 ? BlockKind::Bottleneck : BlockKind::Basic;
  spec.stages = makeStages(blocksOf(depth), spec.stem.filters);
  spec.batchNorm = BatchNormSpec{};
  spec.names = depth >= 101 ? NameFamily::Caffe : NameFamily::Classic;
  return spec;
}

Spec makeKeras(int64_t depth) {
  Spec spec = makeClassic(depth);
  spec.stem.pool->padding = StemPadding::Symmetric;
  spec.batchNorm->epsilon = 1.001e-5;
  spec.names = NameFamily::Applications;
  return spec;
}

/// PyTorch's batch norm: its momentum 0.1 is the weight of the new value.
BatchNormSpec makeTorchBatchNorm() { return {1e-5, 0.9, MovingVariance::Unbiased}; }

Spec makeTorchvision(int64_t depth) {
  Spec spec = makeClassic(depth);
  spec.preprocess = {
      ColorOrder::Rgb, 1.0 / 255, {0.485, 0.456, 0.406}, {0.229, 0.224, 0.225}, Resize::ShorterSideAndCrop};
  spec.stem.pool->padding = StemPadding::Symmetric;
  spec.strideOn = spec.block == BlockKind::Bottleneck ? StrideOn::Second : StrideOn::First;
  spec.convBias = false;
  spec.batchNorm = makeTorchBatchNorm();
  spec.names = NameFamily::Torchvision;
  return spec;
}

Spec makeCifar(int64_t depth, Shortcut shortcut) {
  const int64_t blocks = (depth - 2) / 6;
  Spec spec;
  spec.input.height = spec.input.width = 32;
  spec.preprocess = {ColorOrder::Rgb, 1.0 / 255, {0, 0, 0}, {1, 1, 1}};
  spec.stem = {16, 3, 1, PaddingRule::Symmetric, std::nullopt};
  spec.shortcut = shortcut;
  spec.stages = makeStages({blocks, blocks, blocks}, 16);
  spec.convBias = false;
  spec.batchNorm = makeTorchBatchNorm();
  spec.head.classes = 10;
  spec.names = NameFamily::Torchvision;
  return spec;
}

Preset makePreset(const std::string &name, std::string description, Spec spec) {
  spec.preset = spec.name = name;
  std::replace(spec.name.begin(), spec.name.end(), '-', '_');
  spec.head.name = defaultHeadName(spec.names).str();
  return {name, std::move(description), std::move(spec)};
}

std::vector<Preset> makePresets() {
  std::vector<Preset> presets;
  for (int64_t depth : imageNetDepths)
    presets.push_back(makePreset(
        "resnet" + std::to_string(depth),
        "ResNet-" + std::to_string(depth) + " of 2015, 224 x 224, as in the first Keras weights", makeClassic(depth)));
  for (int64_t depth : {50, 101, 152})
    presets.push_back(makePreset("keras-resnet" + std::to_string(depth),
                                 "ResNet-" + std::to_string(depth) + " as in keras.applications", makeKeras(depth)));
  for (int64_t depth : imageNetDepths)
    presets.push_back(
        makePreset("torchvision-resnet" + std::to_string(depth),
                   "ResNet-" + std::to_string(depth) + (depth >= 50 ? " v1.5" : "") + " as in torchvision",
                   makeTorchvision(depth)));
  for (int64_t depth : cifarDepths)
    presets.push_back(
        makePreset("cifar-resnet" + std::to_string(depth),
                   "ResNet-" + std::to_string(depth) + " for 32 x 32 pixels, 10 classes, identity shortcuts",
                   makeCifar(depth, Shortcut::A)));
  for (int64_t depth : cifarDepths)
    presets.push_back(makePreset("cifar-plain" + std::to_string(depth),
                                 "the same " + std::to_string(depth) + " layers without shortcuts, to compare",
                                 makeCifar(depth, Shortcut::None)));
  return presets;
}

} // namespace

llvm::ArrayRef<Preset> allPresets() {
  static const std::vector<Preset> presets = makePresets();
  return presets;
}

const Preset *findPreset(llvm::StringRef name) {
  for (const Preset &preset : allPresets())
    if (preset.name == name)
      return &preset;
  return nullptr;
}

Spec makeBareSpec() {
  Spec spec = makeClassic(18);
  spec.preprocess = takePixelsAsTheyAre(spec.input.channels);
  spec.stages.clear();
  spec.head.name = defaultHeadName(spec.names).str();
  return spec;
}

PreprocessSpec takePixelsAsTheyAre(int64_t channels) {
  const auto entries = size_t(std::clamp<int64_t>(channels, 1, 4));
  return {channels == 1 ? ColorOrder::Gray : ColorOrder::Rgb, 1, std::vector<double>(entries, 0.0),
          std::vector<double>(entries, 1.0)};
}

} // namespace resnetc
