// NameFamilies: one reader per style; the first that understands a name wins.
#include "runtime/weights/NameFamilies.h"
#include <algorithm>
#include <map>
#include <set>

namespace resnetc {
namespace {

using Words = std::vector<std::pair<const char *, std::vector<std::string>>>;

const Words keras1Words = {{"_W", {"kernel"}},
                           {"_b", {"bias"}},
                           {"_gamma", {"gamma"}},
                           {"_beta", {"beta"}},
                           {"_running_mean", {"moving_mean"}},
                           {"_running_std", {"moving_variance"}}};
const Words torchWords = {{".weight", {"kernel", "gamma"}},
                          {".bias", {"bias", "beta"}},
                          {".running_mean", {"moving_mean"}},
                          {".running_var", {"moving_variance"}}};
const std::vector<std::vector<std::string>> keras3Words = {
    {"kernel", "gamma"}, {"bias", "beta"}, {"moving_mean"}, {"moving_variance"}};
const std::vector<std::string> ownWords = {"kernel", "bias", "gamma", "beta", "moving_mean", "moving_variance"};

bool endsWith(const std::string &text, const std::string &suffix) {
  return text.size() >= suffix.size() && text.compare(text.size() - suffix.size(), suffix.size(), suffix) == 0;
}

std::vector<std::string> splitPath(const std::string &path) {
  std::vector<std::string> parts(1);
  for (char c : path) {
    if (c == '/')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

/// `conv1_W` is layer conv1, word kernel.
bool readSuffix(const std::string &text, const Words &words, NameReading &reading) {
  for (const auto &[suffix, meaning] : words)
    if (text.size() > std::string(suffix).size() && endsWith(text, suffix)) {
      reading.layer = text.substr(0, text.size() - std::string(suffix).size());
      reading.words = meaning;
      return true;
    }
  return false;
}

NameReading readPath(const FileTensor &tensor) {
  NameReading reading;
  std::vector<std::string> parts = splitPath(tensor.name);
  std::string last = parts.back();
  bool suffixed = endsWith(last, ":0");
  if (suffixed)
    last.resize(last.size() - 2);
  const std::string &before = parts[parts.size() - 2];
  if (before == "vars" && last.size() == 1 && last[0] >= '0' && last[0] <= '3') {
    reading = {NameStyle::Keras3, tensor.layer, keras3Words[size_t(last[0] - '0')]};
  } else if (std::find(ownWords.begin(), ownWords.end(), last) != ownWords.end()) {
    reading = {parts.size() == 2 && !suffixed ? NameStyle::Own : NameStyle::Keras2, before, {last}};
  } else if (readSuffix(last, keras1Words, reading)) {
    reading.style = NameStyle::Keras1;
  }
  return reading;
}

NameReading readDotted(std::string name) {
  NameReading reading;
  if (name.compare(0, 7, "module.") == 0) // DataParallel wraps a net so
    name = name.substr(7);
  if (endsWith(name, ".num_batches_tracked")) {
    reading = {NameStyle::Torch, name.substr(0, name.rfind('.')), {}, true};
  } else if (readSuffix(name, torchWords, reading)) {
    reading.style = NameStyle::Torch;
  }
  return reading;
}

} // namespace

NameReading readTensorName(const FileTensor &tensor) {
  return tensor.name.find('/') != std::string::npos ? readPath(tensor) : readDotted(tensor.name);
}

std::string nameInFile(NameStyle style, const std::string &layer, const std::string &word) {
  auto suffixOf = [&](const Words &words) -> std::string {
    for (const auto &[suffix, meaning] : words)
      if (std::find(meaning.begin(), meaning.end(), word) != meaning.end())
        return suffix;
    return "/" + word;
  };
  switch (style) {
  case NameStyle::Keras1:
    return layer + "/" + layer + suffixOf(keras1Words) + ":0";
  case NameStyle::Keras2:
    return layer + "/" + layer + "/" + word + ":0";
  case NameStyle::Torch:
    return layer + suffixOf(torchWords);
  case NameStyle::Keras3: // its names count layers, so only ours says which
  case NameStyle::Own:
  case NameStyle::Unknown:
    break;
  }
  return layer + "/" + word;
}

std::string printStyle(NameStyle style) {
  switch (style) {
  case NameStyle::Own:
    return "resnetc's names";
  case NameStyle::Keras1:
    return "Keras 1";
  case NameStyle::Keras2:
    return "Keras 2";
  case NameStyle::Keras3:
    return "Keras 3";
  case NameStyle::Torch:
    return "PyTorch";
  case NameStyle::Unknown:
    break;
  }
  return "names of an unknown kind";
}

NameStyle mostCommonStyle(const std::vector<NameReading> &readings) {
  std::map<NameStyle, size_t> counts;
  for (const NameReading &reading : readings)
    ++counts[reading.style];
  counts.erase(NameStyle::Unknown);
  NameStyle most = NameStyle::Unknown;
  for (auto [style, count] : counts)
    if (most == NameStyle::Unknown || count > counts[most])
      most = style;
  return most;
}

std::string printStyle(NameStyle style, const WeightsFile &file) {
  bool isKeras3 = style == NameStyle::Keras2 && file.kerasVersion().compare(0, 2, "3.") == 0;
  return printStyle(isKeras3 ? NameStyle::Keras3 : style);
}

std::string guessSpecNames(const std::vector<NameReading> &readings) {
  std::set<std::string> layers;
  for (const NameReading &reading : readings)
    layers.insert(reading.layer);
  if (layers.count("conv1_conv"))
    return "applications";
  if (layers.count("layer1.0.conv1"))
    return "torchvision";
  if (layers.count("res2a_branch2a"))
    return layers.count("res3b1_branch2a") || layers.count("res4b1_branch2a") ? "caffe" : "classic";
  return {};
}

} // namespace resnetc
