// Files that do not fit the net: each tensor and the file are named, nothing is loaded.
#include "runtime/weights/LoadWeights.h"
#include "runtime/weights/NameFamilies.h"
#include "tests/unit/weights/Hdf5Builder.h"
#include "tests/unit/weights/MiniNet.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>

using namespace resnetc;
using namespace resnetc::tests;
using Catch::Contains;

namespace {

/// Loads a Keras 1 file of the tiny net that `change` has changed.
std::string errorsAfter(const std::function<void(Hdf5Builder &)> &change, LoadOptions options = {}) {
  ScratchFolder folder;
  std::string path = folder.file("net.h5");
  {
    Hdf5Builder builder(path);
    writeNet(builder, listTinyNet(), countUp(listTinyNet()), Layout::Keras1Tensorflow);
    change(builder);
  }
  std::vector<float> blob(3, 7);
  MatchReport report = loadWeights(path, listTinyNet(), options, blob);
  bool untouched = blob == std::vector<float>(3, 7);
  CHECK(untouched == !report.ok());
  std::string text = printErrors(report);
  if (!text.empty())
    CHECK_THAT(text, Catch::StartsWith("error: " + path + ": "));
  return text;
}

void replaceSet(Hdf5Builder &builder, const std::string &name, const std::vector<int64_t> &shape,
                const std::vector<float> &values, hid_t type = H5T_IEEE_F32LE) {
  builder.remove(name);
  builder.addSet(name, shape, values, type);
}

const char variance[] = "bn_conv1/bn_conv1_running_std:0";

} // namespace

TEST_CASE("a missing tensor is named with what the file would call it", "[weights]") {
  std::string text = errorsAfter([](Hdf5Builder &file) { file.remove("bn_conv1/bn_conv1_running_std:0"); });
  CHECK_THAT(text, Contains("has no tensor for bn_conv1/moving_variance, expected as bn_conv1/bn_conv1_running_std:0"));
}

TEST_CASE("a renamed tensor is named as missing, nearest and left over", "[weights]") {
  std::string text =
      errorsAfter([](Hdf5Builder &file) { file.rename("conv1/conv1_W:0", "conv1/convl_W:0"); });
  CHECK_THAT(text, Contains("has no tensor for conv1/kernel, expected as conv1/conv1_W:0; nearest: conv1/convl_W:0"));
  CHECK_THAT(text, Contains("tensor conv1/convl_W:0 of shape 3x3x2x4 belongs to no parameter of the net"));
}

TEST_CASE("a left over tensor is an error", "[weights]") {
  CHECK_THAT(errorsAfter([](Hdf5Builder &file) { file.addSet("conv2/conv2_b:0", {2}, {1, 2}); }),
             Contains("tensor conv2/conv2_b:0 of shape 2 belongs to no parameter"));
}

TEST_CASE("a wrong shape is told with both shapes", "[weights]") {
  CHECK_THAT(errorsAfter([](Hdf5Builder &file) { replaceSet(file, "conv1/conv1_b:0", {5}, {1, 2, 3, 4, 5}); }),
             Contains("tensor conv1/conv1_b:0 has shape 5, but conv1/bias of the net needs 4"));
}

TEST_CASE("a head for other classes hints at --new-head", "[weights]") {
  CHECK_THAT(errorsAfter([](Hdf5Builder &file) {
               replaceSet(file, "fc/fc_W:0", {4, 2}, std::vector<float>(8, 1));
               replaceSet(file, "fc/fc_b:0", {2}, {1, 2});
             }),
             Contains("tensor fc/fc_W:0 has shape 4x2, but fc/kernel of the net needs 4x3") &&
                 Contains("hint: `--new-head`"));
}

TEST_CASE("integers are refused, half and double precision converted", "[weights]") {
  auto store = [](hid_t type) {
    return errorsAfter([=](Hdf5Builder &file) { replaceSet(file, "conv1/conv1_b:0", {4}, {1, 2, 3, 4}, type); });
  };
  CHECK_THAT(store(H5T_STD_I32LE), Contains("tensor conv1/conv1_b:0 holds values of type integer, not floats"));
  CHECK(store(H5T_IEEE_F64LE) == "");
  hid_t half = H5Tcopy(H5T_IEEE_F32LE);
  H5Tset_fields(half, 15, 10, 5, 0, 10);
  H5Tset_size(half, 2);
  H5Tset_ebias(half, 15);
  CHECK(store(half) == "");
  H5Tclose(half);
}

TEST_CASE("NaN and infinity are refused unless allowed", "[weights]") {
  float bad = GENERATE(NAN, INFINITY, -INFINITY);
  auto spoil = [=](Hdf5Builder &file) { replaceSet(file, "fc/fc_b:0", {3}, {1, bad, 1}); };
  CHECK_THAT(errorsAfter(spoil), Contains("tensor fc/fc_b:0 (fc/bias) holds 1 of 3 values that are NaN or infinite") &&
                                     Contains("the first is number 1"));
  LoadOptions options;
  options.allowNonfinite = true;
  CHECK(errorsAfter(spoil, options) == "");
}

TEST_CASE("a negative variance is refused", "[weights]") {
  CHECK_THAT(errorsAfter([](Hdf5Builder &file) { replaceSet(file, variance, {4}, {1, 1, -2, 1}); }),
             Contains("(bn_conv1/moving_variance) holds a negative variance, -2.0"));
}

TEST_CASE("two tensors for one parameter are refused", "[weights]") {
  CHECK_THAT(errorsAfter([](Hdf5Builder &file) { file.addSet("copy/conv1/bias:0", {4}, {1, 2, 3, 4}); }),
             Contains("has two tensors for conv1/bias: conv1/conv1_b:0 and copy/conv1/bias:0"));
}

TEST_CASE("a spec of another family is told which names the file has", "[weights]") {
  ParameterList parameters = listNarrowResnet20();
  std::vector<float> blob;
  MatchReport report =
      loadWeights(dataFile("keras_mini/resnet50_keras2.h5"), parameters, {}, blob);
  CHECK_THAT(printErrors(report), Contains("hint: the file's layers are called as in a spec with `names: classic`"));
  CHECK(report.errors.size() <= 44); // 20 of each kind and how many more
  CHECK_THAT(printErrors(report), Contains("more tensors are left over"));
}

TEST_CASE("names of every style are read", "[weights]") {
  struct Case {
    const char *name;
    NameStyle style;
    const char *layer, *word;
  };
  const Case cases[] = {
      {"conv1/conv1_W:0", NameStyle::Keras1, "conv1", "kernel"},
      {"conv1/conv1_W", NameStyle::Keras1, "conv1", "kernel"},
      {"bn_conv1/bn_conv1_running_std:0", NameStyle::Keras1, "bn_conv1", "moving_variance"},
      {"model_weights/conv1/conv1/bias:0", NameStyle::Keras2, "conv1", "bias"},
      {"resnet50/conv1/kernel:0", NameStyle::Keras2, "conv1", "kernel"},
      {"conv1/kernel", NameStyle::Own, "conv1", "kernel"},
      {"layer1.0.conv1/kernel", NameStyle::Own, "layer1.0.conv1", "kernel"},
      {"layer1.0.conv1.weight", NameStyle::Torch, "layer1.0.conv1", "kernel"},
      {"module.layer1.0.bn1.running_var", NameStyle::Torch, "layer1.0.bn1", "moving_variance"},
      {"conv1", NameStyle::Unknown, "", ""},
      {"/", NameStyle::Unknown, "", ""},
      {"", NameStyle::Unknown, "", ""},
      {".weight", NameStyle::Unknown, "", ""},
  };
  for (const Case &c : cases) {
    NameReading reading = readTensorName({c.name, "", {}, "f32"});
    CAPTURE(c.name);
    CHECK(reading.style == c.style);
    CHECK(reading.layer == c.layer);
    CHECK((reading.words.empty() ? "" : reading.words[0]) == c.word);
  }
}
