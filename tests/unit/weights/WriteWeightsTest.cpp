// What this project writes: the same bits back in every format, and Keras's own order and attributes.
#include "runtime/weights/WriteWeights.h"
#include "runtime/weights/Hdf5Writer.h"
#include "runtime/weights/LoadWeights.h"
#include "tests/unit/weights/MiniNet.h"
#include <catch2/catch.hpp>
#include <cmath>

using namespace resnetc;
using namespace resnetc::tests;
using Catch::Contains;

namespace {

std::vector<float> loadOrFail(const std::string &path, const ParameterList &parameters) {
  std::vector<float> blob;
  MatchReport report = loadWeights(path, parameters, {}, blob);
  CHECK(printErrors(report) == "");
  return blob;
}

void writeOrFail(const std::string &path, const ParameterList &parameters, const std::vector<float> &blob,
                 const WriteOptions &options = {}) {
  WeightsError error;
  bool written = writeWeights(path, parameters, blob.data(), options, error);
  CHECK(error.text == "");
  REQUIRE(written);
}

std::unique_ptr<WeightsFile> openOrFail(const std::string &path) {
  WeightsError error;
  auto file = openWeights(path, {}, error);
  CHECK(error.text == "");
  REQUIRE(file);
  return file;
}

std::vector<std::string> layersWithWeights(const std::string &path, const ParameterList &parameters) {
  std::vector<std::string> layers;
  for (const std::string &layer : openOrFail(path)->layerNames())
    for (const ParameterShape &parameter : parameters)
      if (layerOfParameter(parameter.name) == layer) {
        layers.push_back(layer);
        break;
      }
  return layers;
}

} // namespace

TEST_CASE("a net comes back to the bit from every format that is written", "[weights]") {
  ScratchFolder folder;
  std::string ending = GENERATE(".h5", ".weights.h5", ".safetensors");
  auto [parameters, style] = GENERATE(table<ParameterList, NameStyle>({{listMiniResnet50(), NameStyle::Own},
                                                                       {listNarrowResnet20(), NameStyle::Torch},
                                                                       {listTinyNet(), NameStyle::Own}}));
  CAPTURE(ending, parameters.size());
  std::vector<float> blob = countUp(parameters);
  blob[0] = -0.0f;
  blob[1] = 1e-45f; // subnormal
  WriteOptions options;
  options.safetensorsNames = style;
  writeOrFail(folder.file("net" + ending), parameters, blob, options);
  CHECK(folder.list() == std::vector<std::string>{"net" + ending});
  std::vector<float> again = loadOrFail(folder.file("net" + ending), parameters);
  CHECK(again == blob);
  CHECK(std::signbit(again[0]));
}

TEST_CASE("through all formats one after the other Keras's net keeps every bit", "[weights]") {
  ScratchFolder folder;
  ParameterList parameters = listMiniResnet50();
  std::vector<float> blob = loadOrFail(dataFile("keras_mini/resnet50_keras1_th_dim_ordering_th_kernels.h5"), parameters);
  std::vector<float> carried = blob;
  for (const char *name : {"a.safetensors", "b.h5", "c.weights.h5", "d.h5"}) {
    writeOrFail(folder.file(name), parameters, carried);
    carried = loadOrFail(folder.file(name), parameters);
  }
  CHECK(carried == blob);
}

TEST_CASE("a Keras 2 file has the layers, tensors and attributes of the one that Keras wrote", "[weights]") {
  ScratchFolder folder;
  ParameterList parameters = listMiniResnet50();
  std::string path = folder.file("net.h5"), theirs = dataFile("keras_mini/resnet50_keras2.h5");
  writeOrFail(path, parameters, loadOrFail(theirs, parameters));
  auto file = openOrFail(path), keras = openOrFail(theirs);
  CHECK(file->backend() == "tensorflow");
  CHECK(file->kerasVersion() == "2.2.4");
  CHECK(file->format() == "HDF5");
  CHECK(file->layerNames() == layersWithWeights(theirs, parameters)); // Keras's loader drops the others
  REQUIRE(file->tensors().size() == keras->tensors().size());
  for (size_t i = 0; i < file->tensors().size(); ++i) {
    CHECK(file->tensors()[i].name == keras->tensors()[i].name);
    CHECK(file->tensors()[i].shape == keras->tensors()[i].shape);
    CHECK(file->tensors()[i].type == "f32");
  }
}

TEST_CASE("a Keras 3 file counts its layers by class and says their names", "[weights]") {
  Hdf5Plan plan = layOutKeras3(listMiniResnet50());
  REQUIRE(plan.sets.size() == 320);
  CHECK(plan.sets[0].path == "/layers/conv2d/vars/0");
  CHECK(plan.sets[1].path == "/layers/conv2d/vars/1");
  CHECK(plan.sets[5].path == "/layers/batch_normalization/vars/3");
  CHECK(plan.sets[6].path == "/layers/conv2d_1/vars/0");
  CHECK(plan.sets[318].path == "/layers/dense/vars/0");
  REQUIRE(plan.texts.size() == 53 + 53 + 1);
  CHECK(plan.texts[2].on == "/layers/conv2d_1/vars");
  CHECK(plan.texts[2].text == "res2a_branch2a");
  // The first block: …2c, 1, bn2c, bn1.
  CHECK(plan.texts[7].text == "res2a_branch1");
  CHECK(plan.texts[7].on == "/layers/conv2d_4/vars");
  CHECK(plan.texts[8].text == "bn2a_branch2c");
}

TEST_CASE("a Keras 3 file without its layers' names, of Keras before 3.6, is read by their count", "[weights]") {
  ScratchFolder folder;
  ParameterList parameters = listMiniResnet50();
  std::vector<float> blob = countUp(parameters), again;
  Hdf5Plan plan = layOutKeras3(parameters);
  plan.texts.clear();
  bool nested = GENERATE(false, true);
  for (Hdf5Set &set : plan.sets)
    set.path = (nested ? "/layers/functional" : "") + set.path;
  WeightsError error;
  REQUIRE(writeHdf5(folder.file("net.weights.h5"), plan, blob.data(), {}, error));
  MatchReport report = loadWeights(folder.file("net.weights.h5"), parameters, {}, again);
  CHECK(printErrors(report) == "");
  CHECK_THAT(printSummary(report), Contains("Keras 3, layers by their place"));
  CHECK(again == blob);

  // Another net's file: its second convolution has another shape.
  report = loadWeights(folder.file("net.weights.h5"), listNarrowResnet20(), {}, again);
  CHECK(!report.ok());
  CHECK(again == blob);
  CHECK_THAT(printErrors(report), Contains("they were taken by class and count"));
}

TEST_CASE("torchvision's names are written with torch's layout, a net's own with the blob's", "[weights]") {
  ScratchFolder folder;
  ParameterList parameters = listNarrowResnet20();
  std::vector<float> blob = countUp(parameters), values;
  WriteOptions options;
  options.safetensorsNames = NameStyle::Torch;
  options.metadata = {{"net", "narrow"}};
  writeOrFail(folder.file("torch.safetensors"), parameters, blob, options);
  auto file = openOrFail(folder.file("torch.safetensors"));
  CHECK(file->format() == "safetensors");
  CHECK(file->metadata() == options.metadata);
  CHECK(file->tensors()[0].name == "conv1.weight");
  CHECK(file->tensors()[0].shape == std::vector<int64_t>{4, 3, 3, 3});
  CHECK(file->tensors()[4].name == "bn1.running_var");
  WeightsError error;
  REQUIRE(file->read(0, values, error));
  int64_t r = 2, s = 1, c = 0, k = 3;
  CHECK(values[size_t(((k * 3 + c) * 3 + r) * 3 + s)] == blob[size_t(((r * 3 + s) * 3 + c) * 4 + k)]);
  size_t matrix = file->tensors().size() - 2;
  CHECK(file->tensors()[matrix].name == "fc.weight");
  CHECK(file->tensors()[matrix].shape == std::vector<int64_t>{10, 16});
  REQUIRE(file->read(matrix, values, error));
  CHECK(values[7 * 16 + 5] == blob[blob.size() - 170 + 5 * 10 + 7]);

  writeOrFail(folder.file("own.safetensors"), parameters, blob);
  CHECK(openOrFail(folder.file("own.safetensors"))->tensors()[0].name == "conv1/kernel");
}

TEST_CASE("a list over 64,512 bytes is split as Keras splits it and read back whole", "[weights]") {
  ScratchFolder folder;
  ParameterList parameters;
  std::vector<std::string> names;
  for (int i = 0; i < 2000; ++i) { // of 40 bytes each
    names.push_back("layer_with_a_long_name_that_is_counted_" + std::to_string(1000 + i));
    parameters.push_back({names.back() + "/bias", {2}, true});
  }
  Hdf5Plan plan;
  addSplitList(plan, "/", "layer_names", names);
  REQUIRE(plan.lists.size() == 2);
  CHECK(plan.lists[0].name == "layer_names0");
  CHECK(plan.lists[1].name == "layer_names1");
  CHECK(plan.lists[0].strings.size() == 1000);
  names.push_back("one_more");
  plan = {};
  addSplitList(plan, "/", "layer_names", names);
  CHECK(plan.lists[0].strings.size() == 1001);
  CHECK(plan.lists[1].strings.size() == 1000);
  names.pop_back();

  std::vector<float> blob = countUp(parameters);
  writeOrFail(folder.file("net.h5"), parameters, blob);
  CHECK(openOrFail(folder.file("net.h5"))->layerNames() == names);
  CHECK(loadOrFail(folder.file("net.h5"), parameters) == blob);
}

TEST_CASE("the same weights are the same bytes", "[weights]") {
  ScratchFolder folder;
  std::string ending = GENERATE(".h5", ".weights.h5", ".safetensors");
  ParameterList parameters = listMiniResnet50();
  std::vector<float> blob = countUp(parameters);
  writeOrFail(folder.file("a" + ending), parameters, blob);
  writeOrFail(folder.file("b" + ending), parameters, blob);
  CHECK(readFile(folder.file("a" + ending)) == readFile(folder.file("b" + ending)));
}

TEST_CASE("a scalar and lists of any group can be written", "[weights]") {
  ScratchFolder folder;
  Hdf5Plan plan;
  plan.sets = {{"/loss", {}}, {"/conv1/kernel", {1, 1, 2, 2}}};
  const float values[] = {0.5f, 1, 2, 3, 4};
  WeightsError error;
  REQUIRE(writeHdf5(folder.file("g.h5"), plan, values, {}, error));
  auto file = openOrFail(folder.file("g.h5"));
  REQUIRE(file->tensors().size() == 2);
  CHECK(file->tensors()[1].name == "loss");
  CHECK(file->tensors()[1].shape.empty());
  std::vector<float> loss;
  REQUIRE(file->read(1, loss, error));
  CHECK(loss == std::vector<float>{0.5f});
}

TEST_CASE("what cannot be written says why and leaves the old file", "[weights]") {
  ScratchFolder folder;
  ParameterList parameters = listTinyNet();
  std::vector<float> blob = countUp(parameters);
  WeightsError error;
  CHECK(!writeWeights(folder.file("net.onnx"), parameters, blob.data(), {}, error));
  CHECK_THAT(error.text, Contains("net.onnx: weights are written to a file that ends in .h5 (Keras 2)"));
  CHECK(!error.outsideWorld);

  CHECK(!writeWeights(folder.file("none/net.h5"), parameters, blob.data(), {}, error));
  CHECK_THAT(error.text, Contains("cannot be written: No such file"));
  CHECK(error.outsideWorld);

  writeFile(folder.file("net.h5"), "old");
  WriteOptions options;
  options.open.hdf5Reader = GENERATE("/bin/false", "/no/program");
  CHECK(!writeWeights(folder.file("net.h5"), parameters, blob.data(), options, error));
  CHECK_THAT(error.text, Contains("net.h5: cannot be written: the program for HDF5"));
  CHECK(error.outsideWorld);
  CHECK(readFile(folder.file("net.h5")) == "old");
  CHECK(folder.list() == std::vector<std::string>{"net.h5"});

  writeOrFail(folder.file("net.h5"), parameters, blob);
  CHECK(loadOrFail(folder.file("net.h5"), parameters) == blob);
}
