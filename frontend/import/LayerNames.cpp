#include "frontend/import/LayerNames.h"

namespace resnetc {
namespace {
bool isClassic(NameFamily family) { return family == NameFamily::Classic || family == NameFamily::Caffe; }
} // namespace

std::string LayerNames::blockName(size_t stage, int64_t block) const {
  std::string number = std::to_string(stage + 2); // the paper counts conv1, conv2_x …
  switch (spec.names) {
  case NameFamily::Classic:
    return number + char('a' + block);
  case NameFamily::Caffe: // a, b1, b2 … where a stage has more than three blocks
    if (spec.stages[stage].blocks > 3)
      return number + (block == 0 ? "a" : "b" + std::to_string(block));
    return number + char('a' + block);
  case NameFamily::Applications:
    return "conv" + number + "_block" + std::to_string(block + 1);
  case NameFamily::Torchvision:
    return "layer" + std::to_string(stage + 1) + "." + std::to_string(block);
  }
  return "";
}

std::string LayerNames::stem() const { return spec.names == NameFamily::Applications ? "conv1_conv" : "conv1"; }

std::string LayerNames::stemNorm() const {
  if (isClassic(spec.names))
    return "bn_conv1";
  return spec.names == NameFamily::Applications ? "conv1_bn" : "bn1";
}

std::string LayerNames::conv(size_t stage, int64_t block, int conv) const {
  std::string name = blockName(stage, block), number = std::to_string(conv);
  if (isClassic(spec.names))
    return "res" + name + "_branch2" + char('a' + conv - 1);
  return spec.names == NameFamily::Applications ? name + "_" + number + "_conv" : name + ".conv" + number;
}

std::string LayerNames::convNorm(size_t stage, int64_t block, int conv) const {
  std::string name = blockName(stage, block), number = std::to_string(conv);
  if (isClassic(spec.names))
    return "bn" + name + "_branch2" + char('a' + conv - 1);
  return spec.names == NameFamily::Applications ? name + "_" + number + "_bn" : name + ".bn" + number;
}

std::string LayerNames::projection(size_t stage, int64_t block) const {
  std::string name = blockName(stage, block);
  if (isClassic(spec.names))
    return "res" + name + "_branch1";
  return spec.names == NameFamily::Applications ? name + "_0_conv" : name + ".downsample.0";
}

std::string LayerNames::projectionNorm(size_t stage, int64_t block) const {
  std::string name = blockName(stage, block);
  if (isClassic(spec.names))
    return "bn" + name + "_branch1";
  return spec.names == NameFamily::Applications ? name + "_0_bn" : name + ".downsample.1";
}

std::string LayerNames::sum(size_t stage, int64_t block) const {
  std::string name = blockName(stage, block);
  if (isClassic(spec.names))
    return "res" + name;
  return spec.names == NameFamily::Applications ? name + "_add" : name;
}

} // namespace resnetc
