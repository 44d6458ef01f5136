// Real files that Keras wrote, and every layout that Keras has had.
#include "runtime/weights/LoadWeights.h"
#include "tests/unit/weights/Hdf5Builder.h"
#include "tests/unit/weights/MiniNet.h"
#include <catch2/catch.hpp>

using namespace resnetc;
using namespace resnetc::tests;

namespace {

const char tfFile[] = "keras_mini/resnet50_keras1_tf_dim_ordering_tf_kernels.h5";
const char thFile[] = "keras_mini/resnet50_keras1_th_dim_ordering_th_kernels.h5";
const char keras2File[] = "keras_mini/resnet50_keras2.h5";

std::vector<float> loadMini(const std::string &name, MatchReport &report, LoadOptions options = {}) {
  std::vector<float> blob;
  report = loadWeights(dataFile(name), listMiniResnet50(), options, blob);
  return blob;
}

/// CRC-32 as zlib's, bit by bit.
uint32_t checksum(const float *values, int64_t count) {
  const auto *bytes = reinterpret_cast<const unsigned char *>(values);
  uint32_t crc = ~0u;
  for (int64_t i = 0; i < 4 * count; ++i) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; ++bit)
      crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
  }
  return ~crc;
}

uint32_t checksumOf(const std::vector<float> &blob, const std::string &name) {
  const float *at = blob.data();
  for (const ParameterShape &parameter : listMiniResnet50()) {
    if (parameter.name == name)
      return checksum(at, countElements(parameter.shape));
    at += countElements(parameter.shape);
  }
  return 0;
}

MatchReport loadTiny(const std::string &path, std::vector<float> &blob, LoadOptions options = {}) {
  return loadWeights(path, listTinyNet(), options, blob);
}

} // namespace

TEST_CASE("the tensors of a Keras 1 file are those that Keras wrote", "[weights]") {
  MatchReport report;
  std::vector<float> blob = loadMini(tfFile, report);
  REQUIRE(printErrors(report) == "");
  CHECK(report.matched.size() == 320);
  // crc/… of mini_ref.npz, taken by Python from the model in memory.
  CHECK(checksumOf(blob, "conv1/kernel") == 0x4db49424);
  CHECK(checksumOf(blob, "conv1/bias") == 0x22b3abf5);
  CHECK(checksumOf(blob, "bn_conv1/moving_variance") == 0x5b27c25);
  CHECK(checksumOf(blob, "res2a_branch2b/kernel") == 0x9dc77edb);
  CHECK(checksumOf(blob, "res5c_branch2b/kernel") == 0x35630e1c);
  CHECK(checksumOf(blob, "bn5c_branch2c/gamma") == 0x25557eae);
  CHECK(checksumOf(blob, "bn5c_branch2c/moving_mean") == 0x6e2709d7);
  CHECK(checksumOf(blob, "fc1000/kernel") == 0xcf45d012);
  CHECK(checksumOf(blob, "fc1000/bias") == 0xba153d3e);
}

TEST_CASE("Keras 1 with TensorFlow's and Theano's kernels and Keras 2 give the same bits", "[weights]") {
  MatchReport tf, th, keras2;
  std::vector<float> blob = loadMini(tfFile, tf);
  CHECK(loadMini(thFile, th) == blob);
  CHECK(loadMini(keras2File, keras2) == blob);
  CHECK(printSummary(tf) == "weights: 320 tensors of " + dataFile(tfFile) + " (Keras 1, TensorFlow kernels)");
  CHECK(printSummary(th) ==
        "weights: 320 tensors of " + dataFile(thFile) + " (Keras 1, Theano kernels: transposed, flipped)");
  CHECK(printSummary(keras2) == "weights: 320 tensors of " + dataFile(keras2File) + " (Keras 2, TensorFlow kernels)");
  CHECK(printTable(th).find("7x7x3x4") != std::string::npos);
  CHECK(printTable(th).find("conv1/conv1_W  transposed, flipped") != std::string::npos);
}

TEST_CASE("the flag --kernels agrees with the file or is refused", "[weights]") {
  MatchReport report;
  LoadOptions tf, th;
  tf.kernels = Kernels::Tf;
  th.kernels = Kernels::Th;
  CHECK(!loadMini(tfFile, report, tf).empty());
  CHECK(!loadMini(thFile, report, th).empty());
  CHECK(loadMini(tfFile, report, th).empty());
  CHECK_THAT(printErrors(report), Catch::Contains("has HWIO kernels") && Catch::Contains("hint: `--kernels tf`"));
  CHECK(loadMini(thFile, report, tf).empty());
  CHECK_THAT(printErrors(report), Catch::Contains("has OIHW kernels"));
  CHECK(loadMini(keras2File, report, th).empty());
}

TEST_CASE("a Keras file keeps the order of its layers for whoever needs it", "[weights]") {
  WeightsError error;
  auto file = openWeights(dataFile(keras2File), {}, error);
  REQUIRE(file);
  CHECK(file->backend() == "tensorflow");
  CHECK(file->kerasVersion() == "2.2.4");
  REQUIRE(file->layerNames().size() > 100);
  CHECK(file->layerNames()[2] == "conv1");
}

TEST_CASE("a description without values has the same tensors", "[weights]") {
  WeightsError error;
  OpenOptions options;
  options.values = false;
  auto file = openWeights(dataFile(tfFile), options, error);
  REQUIRE(file);
  CHECK(file->tensors().size() == 320);
}

TEST_CASE("a file without its head asks for --new-head and loads with it", "[weights]") {
  ScratchFolder folder;
  std::string path = folder.file("notop.h5");
  writeFile(path, readFile(dataFile(tfFile)));
  Hdf5Builder::edit(path).remove("fc1000");
  std::vector<float> blob;
  MatchReport report = loadWeights(path, listMiniResnet50(), {}, blob);
  CHECK(blob.empty());
  CHECK_THAT(printErrors(report), Catch::Contains(path + ": has no tensor for fc1000/kernel, expected as "
                                                         "fc1000/fc1000_W:0") &&
                                      Catch::Contains("hint: `--new-head`"));

  LoadOptions options;
  options.newHead = "fc1000";
  MatchReport whole;
  std::vector<float> expected = loadMini(tfFile, whole);
  std::fill(expected.end() - 128 * 100 - 100, expected.end(), 0.25f);
  blob.assign(expected.size(), 0.25f);
  report = loadWeights(path, listMiniResnet50(), options, blob);
  REQUIRE(printErrors(report) == "");
  CHECK(blob == expected);
  CHECK_THAT(printSummary(report), Catch::Contains("head fc1000 not in the file: new head of 100 classes"));
}

TEST_CASE("a new head takes the place of the file's, whatever its name and classes", "[weights]") {
  ParameterList parameters = listMiniResnet50();
  parameters[318] = {"flowers/kernel", {128, 5}, true};
  parameters[319] = {"flowers/bias", {5}, true};
  LoadOptions options;
  options.newHead = "flowers";
  std::vector<float> blob(size_t(countElements(parameters)), 0.5f);
  MatchReport report = loadWeights(dataFile(tfFile), parameters, options, blob);
  REQUIRE(printErrors(report) == "");
  CHECK(blob.back() == 0.5f);
  CHECK(report.skippedHead.size() == 2);
  CHECK_THAT(printSummary(report), Catch::Contains("; head flowers skipped: new head of 5 classes"));
}

TEST_CASE("every layout of Keras loads the same net", "[weights]") {
  ScratchFolder folder;
  std::string path = folder.file("net.h5");
  std::vector<float> expected = countUp(listTinyNet()), blob;
  SECTION("Keras 1, with and without :0") {
    std::string suffix = GENERATE("", ":0");
    Hdf5Builder builder(path);
    writeNet(builder, listTinyNet(), expected, Layout::Keras1Tensorflow, suffix);
  }
  SECTION("Keras 1 of Theano") {
    Hdf5Builder builder(path);
    writeNet(builder, listTinyNet(), expected, Layout::Keras1Theano, "");
    builder.addText("/", "backend", "theano");
  }
  SECTION("Keras 2 in a whole model, with the optimizer's state, which is no weight") {
    Hdf5Builder builder(path);
    std::string prefix = GENERATE("model_weights/", "model_weights/resnet50/", "");
    writeNet(builder, listTinyNet(), expected, Layout::Keras2, GENERATE(":0", ""), prefix);
    builder.addSet("optimizer_weights/SGD/conv1/kernel", {4}, {1, 2, 3, 4});
    if (!prefix.empty())
      builder.addText("model_weights", "backend", "tensorflow");
  }
  SECTION("Keras 3, where the layer's name is an attribute") {
    Hdf5Builder builder(path);
    writeNet(builder, listTinyNet(), expected, Layout::Keras3);
  }
  MatchReport report = loadTiny(path, blob);
  CHECK(printErrors(report) == "");
  CHECK(blob == expected);
}

TEST_CASE("Theano's kernels in an old file need the user's word", "[weights]") {
  ScratchFolder folder;
  std::string path = folder.file("net.h5");
  std::vector<float> expected = countUp(listTinyNet()), blob;
  {
    Hdf5Builder builder(path);
    writeNet(builder, listTinyNet(), expected, Layout::Keras1Theano);
  }
  MatchReport report = loadTiny(path, blob);
  CHECK(blob.empty());
  CHECK_THAT(printErrors(report), Catch::Contains(path + ": has OIHW kernels, but no attribute `backend`") &&
                                      Catch::Contains("`--kernels th`"));
  LoadOptions th;
  th.kernels = Kernels::Th;
  CHECK(loadTiny(path, blob, th).ok());
  CHECK(blob == expected);
}

TEST_CASE("kernels whose shapes fit both ways need the user's word", "[weights]") {
  ScratchFolder folder;
  std::string path = folder.file("net.h5");
  ParameterList parameters = {{"conv1/kernel", {3, 3, 3, 3}, true}};
  std::vector<float> expected = countUp(parameters), blob;
  {
    Hdf5Builder builder(path);
    writeNet(builder, parameters, expected, Layout::Keras1Theano);
  }
  CHECK_THAT(printErrors(loadWeights(path, parameters, {}, blob)), Catch::Contains("their shapes fit both"));
  LoadOptions th;
  th.kernels = Kernels::Th;
  CHECK(loadWeights(path, parameters, th, blob).ok());
  CHECK(blob == expected);
}

TEST_CASE("root lists are read in all of h5py's forms", "[weights]") {
  ScratchFolder folder;
  std::string path = folder.file("net.h5");
  std::vector<std::string> names = {"input_1", "conv1", "bn_conv1"};
  {
    Hdf5Builder builder(path);
    SECTION("fixed length") { builder.addFixedList("/", "layer_names", names); }
    SECTION("variable length") { builder.addVariableList("/", "layer_names", names); }
    SECTION("split") {
      builder.addFixedList("/", "layer_names0", {names[0], names[1]});
      builder.addVariableList("/", "layer_names1", {names[2]});
    }
  }
  WeightsError error;
  auto file = openWeights(path, {}, error);
  REQUIRE(file);
  CHECK(file->layerNames() == names);
}
