// MiniNet: parameter lists written out as Keras and torchvision build the nets.
#include "tests/unit/weights/MiniNet.h"
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace resnetc::tests {
namespace {

void addConv(ParameterList &list, const std::string &layer, std::vector<int64_t> hwio, bool bias) {
  list.push_back({layer + "/kernel", hwio, true});
  if (bias)
    list.push_back({layer + "/bias", {hwio[3]}, true});
}

void addBatchNorm(ParameterList &list, const std::string &layer, int64_t channels) {
  for (const char *word : {"gamma", "beta"})
    list.push_back({layer + "/" + word, {channels}, true});
  for (const char *word : {"moving_mean", "moving_variance"})
    list.push_back({layer + "/" + word, {channels}, false});
}

void addDense(ParameterList &list, const std::string &layer, int64_t inputs, int64_t outputs) {
  list.push_back({layer + "/kernel", {inputs, outputs}, true});
  list.push_back({layer + "/bias", {outputs}, true});
}

/// In Keras's order: the projection stands beside the branch's last convolution.
void addBottleneck(ParameterList &list, const std::string &place, int64_t inputs, int64_t filters, bool projection) {
  auto conv = [&](const std::string &branch, std::vector<int64_t> hwio) {
    addConv(list, "res" + place + "_branch" + branch, hwio, true);
  };
  auto norm = [&](const std::string &branch, int64_t channels) {
    addBatchNorm(list, "bn" + place + "_branch" + branch, channels);
  };
  conv("2a", {1, 1, inputs, filters});
  norm("2a", filters);
  conv("2b", {3, 3, filters, filters});
  norm("2b", filters);
  conv("2c", {1, 1, filters, 4 * filters});
  if (projection)
    conv("1", {1, 1, inputs, 4 * filters});
  norm("2c", 4 * filters);
  if (projection)
    norm("1", 4 * filters);
}

} // namespace

ParameterList listMiniResnet50() {
  ParameterList list;
  addConv(list, "conv1", {7, 7, 3, 4}, true);
  addBatchNorm(list, "bn_conv1", 4);
  const int64_t blocks[] = {3, 4, 6, 3}, filters[] = {4, 8, 16, 32};
  int64_t inputs = 4;
  for (int stage = 0; stage < 4; ++stage)
    for (int64_t block = 0; block < blocks[stage]; ++block) {
      addBottleneck(list, std::to_string(stage + 2) + char('a' + block), inputs, filters[stage], block == 0);
      inputs = 4 * filters[stage];
    }
  addDense(list, "fc1000", 128, 100);
  return list;
}

ParameterList listNarrowResnet20() {
  ParameterList list;
  addConv(list, "conv1", {3, 3, 3, 4}, false);
  addBatchNorm(list, "bn1", 4);
  int64_t inputs = 4;
  for (int64_t stage = 1, filters = 4; stage <= 3; ++stage, filters *= 2)
    for (int block = 0; block < 3; ++block) {
      std::string place = "layer" + std::to_string(stage) + "." + std::to_string(block) + ".";
      addConv(list, place + "conv1", {3, 3, inputs, filters}, false);
      addBatchNorm(list, place + "bn1", filters);
      addConv(list, place + "conv2", {3, 3, filters, filters}, false);
      addBatchNorm(list, place + "bn2", filters);
      if (inputs != filters) {
        addConv(list, place + "downsample.0", {1, 1, inputs, filters}, false);
        addBatchNorm(list, place + "downsample.1", filters);
      }
      inputs = filters;
    }
  addDense(list, "fc", 16, 10);
  return list;
}

ParameterList listTinyNet() {
  ParameterList list;
  addConv(list, "conv1", {3, 3, 2, 4}, true);
  addBatchNorm(list, "bn_conv1", 4);
  addDense(list, "fc", 4, 3);
  return list;
}

std::vector<float> countUp(const ParameterList &parameters) {
  std::vector<float> values(size_t(countElements(parameters)));
  for (size_t i = 0; i < values.size(); ++i)
    values[i] = float(i) / 8 + 1;
  return values;
}

std::string dataFile(const std::string &name) { return std::string(RESNETC_TEST_DATA) + "/" + name; }

std::string readFile(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  if (!file)
    throw std::runtime_error("no file " + path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void writeFile(const std::string &path, const std::string &bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

ScratchFolder::ScratchFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "resnetc-test-XXXXXX").string();
  if (!::mkdtemp(name.data()))
    throw std::runtime_error("no folder " + name);
  path = name;
}

ScratchFolder::~ScratchFolder() { std::filesystem::remove_all(path); }

std::vector<std::string> ScratchFolder::list() const {
  std::vector<std::string> names;
  for (const auto &entry : std::filesystem::directory_iterator(path))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

} // namespace resnetc::tests
