// Training on the devices that this machine has.
#include "tests/devices/TestNet.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace resnetc;

namespace {
const std::vector<float> threeImages = {1, 2, 3, 4, 0, 1, 0, 1, 2, 2, 2, 2};

std::vector<float> parametersOf(const TestDevice &device) {
  Block parameters(8, -1);
  REQUIRE(support_device_parameters(&testNet(), device.get(), parameters.data()) == RESNETC_OK);
  return parameters.values();
}

/// Two moments of eight floats, each on 64 bytes.
std::vector<float> optimizerOf(const TestDevice &device) {
  Block optimizer(24, -1);
  REQUIRE(support_device_optimizer(&testNet(), device.get(), optimizer.data()) == RESNETC_OK);
  return optimizer.values();
}
} // namespace

TEST_CASE("a step updates parameters and optimizer where they lie", "[devices]") {
  const std::string api = GENERATE("opencl", "vulkan");
  CAPTURE(api);
  TestDevice device;
  REQUIRE(device.openTraining(api) == RESNETC_OK);
  CHECK(parametersOf(device) == testParameters().values());
  resnetc_metrics metrics = {};
  // gradient: the sums of a column and of the labels: 3+3 5+3 5+3 7+3
  REQUIRE(device.step(threeImages, {0, 1, 2}, metrics) == RESNETC_OK);
  CHECK(metrics.loss == 6 * 1 + 8 * 2 + 8 * 3 + 10 * 4);
  CHECK(metrics.correct == 3);
  CHECK(parametersOf(device) == std::vector<float>{-2, -2, -1, -1, 10, 20, 30, 40});
  // velocity: half of 6 8 8 10 and again as much
  REQUIRE(device.step(threeImages, {0, 1, 2}, metrics) == RESNETC_OK);
  CHECK(metrics.loss == 6 * -2 + 8 * -2 + 8 * -1 + 10 * -1);
  CHECK(parametersOf(device) == std::vector<float>{-6.5, -8, -7, -8.5, 10, 20, 30, 40});
  const std::vector<float> optimizer = optimizerOf(device);
  CHECK(std::vector<float>(optimizer.begin(), optimizer.begin() + 8) == std::vector<float>{9, 12, 12, 15, 0, 0, 0, 0});
}

TEST_CASE("of a step with fewer images only those count", "[devices]") {
  const std::string api = GENERATE("opencl", "vulkan");
  CAPTURE(api);
  TestDevice device;
  REQUIRE(device.openTraining(api) == RESNETC_OK);
  resnetc_metrics metrics = {};
  REQUIRE(support_device_evaluate(&testNet(), device.get(), threeImages.data(), std::vector<int32_t>{3, 3, 3}.data(), 3,
                                  &metrics) == RESNETC_OK);
  REQUIRE(device.step({1, 1, 1, 1}, {0}, metrics) == RESNETC_OK);
  CHECK(metrics.loss == 10);
  CHECK(metrics.correct == 1);
  CHECK(parametersOf(device) == std::vector<float>{0.5, 1.5, 2.5, 3.5, 10, 20, 30, 40});
}

TEST_CASE("a step whose loss is not finite tells it and changes nothing", "[devices]") {
  const std::string api = GENERATE("opencl", "vulkan");
  CAPTURE(api);
  TestDevice device;
  REQUIRE(device.openTraining(api) == RESNETC_OK);
  resnetc_metrics metrics = {};
  REQUIRE(device.step(threeImages, {0, 0, 0}, metrics) == RESNETC_OK);
  const std::vector<float> parameters = parametersOf(device), optimizer = optimizerOf(device);
  std::vector<float> images = threeImages;
  images[5] = std::numeric_limits<float>::infinity();
  CHECK(device.step(images, {0, 0, 0}, metrics) == RESNETC_NON_FINITE);
  CHECK(!std::isfinite(metrics.loss));
  CHECK(parametersOf(device) == parameters);
  CHECK(optimizerOf(device) == optimizer);
  Block gradients(8, 7);
  CHECK(support_device_gradients(&testNet(), device.get(), gradients.data(), images.data(),
                                 std::vector<int32_t>{0, 0, 0}.data(), 3, &metrics) == RESNETC_NON_FINITE);
  CHECK(gradients.values() == std::vector<float>(8, 7));
  // so does a rate that is none; metrics are untouched
  metrics.loss = 42;
  CHECK(device.step(threeImages, {0, 0, 0}, metrics, std::numeric_limits<float>::quiet_NaN()) == RESNETC_NON_FINITE);
  CHECK(metrics.loss == 42);
  CHECK(parametersOf(device) == parameters);
  CHECK(device.step(threeImages, {0, 0, 0}, metrics) == RESNETC_OK); // and the device goes on
}

TEST_CASE("gradients come in the layout of the blob, zeros where nothing trains", "[devices]") {
  const std::string api = GENERATE("opencl", "vulkan");
  CAPTURE(api);
  TestDevice device;
  REQUIRE(device.openTraining(api) == RESNETC_OK);
  resnetc_metrics metrics = {};
  Block gradients(8, 7);
  REQUIRE(support_device_gradients(&testNet(), device.get(), gradients.data(), threeImages.data(),
                                   std::vector<int32_t>{0, 1, 2}.data(), 3, &metrics) == RESNETC_OK);
  CHECK(gradients.values() == std::vector<float>{6, 8, 8, 10, 0, 0, 0, 0});
  CHECK(metrics.loss == 86);
  CHECK(parametersOf(device) == testParameters().values());
}

TEST_CASE("training that is resumed on another device goes on with the same bits", "[devices]") {
  const std::string api = GENERATE("opencl", "vulkan");
  CAPTURE(api);
  const std::vector<float> images = {0.1f, 0.7f, 0.3f, 1e-3f};
  resnetc_metrics metrics = {}, resumedMetrics = {};
  TestDevice whole, resumed;
  REQUIRE(whole.openTraining(api) == RESNETC_OK);
  for (int i = 0; i < 3; ++i)
    REQUIRE(whole.step(images, {2}, metrics, 0.0371f) == RESNETC_OK);
  Block parameters(8), optimizer(24);
  REQUIRE(support_device_parameters(&testNet(), whole.get(), parameters.data()) == RESNETC_OK);
  REQUIRE(support_device_optimizer(&testNet(), whole.get(), optimizer.data()) == RESNETC_OK);
  optimizer.data()[16] = 0.123f; // the second moment has its own place
  REQUIRE(support_device_open_training(&testNet(), resumed.get(), api.c_str(), 0, parameters.data()) == RESNETC_OK);
  REQUIRE(support_device_set_optimizer(&testNet(), resumed.get(), optimizer.data()) == RESNETC_OK);
  CHECK(optimizerOf(resumed)[16] == 0.123f);
  REQUIRE(whole.step(images, {2}, metrics, 0.0371f) == RESNETC_OK);
  REQUIRE(resumed.step(images, {2}, resumedMetrics, 0.0371f) == RESNETC_OK);
  CHECK(metrics.loss == resumedMetrics.loss);
  CHECK(parametersOf(whole) == parametersOf(resumed));
  const std::vector<float> a = optimizerOf(whole), b = optimizerOf(resumed);
  CHECK(std::vector<float>(a.begin(), a.begin() + 8) == std::vector<float>(b.begin(), b.begin() + 8));
}

TEST_CASE("a step is refused before anything is copied", "[devices]") {
  TestDevice device;
  REQUIRE(device.openTraining("opencl") == RESNETC_OK);
  resnetc_metrics metrics = {};
  CHECK(device.step(threeImages, {0, 4, 0}, metrics) == RESNETC_BAD_LABEL);
  CHECK(device.step(threeImages, {0, -1, 0}, metrics) == RESNETC_BAD_LABEL);
  CHECK(device.step(threeImages, {0, 0, 0, 0}, metrics) == RESNETC_BAD_BATCH);
  const int32_t labels[] = {0};
  CHECK(support_device_evaluate(&testNet(), device.get(), threeImages.data(), labels, 0, &metrics) == RESNETC_BAD_BATCH);
  CHECK(support_device_train_step(&testNet(), device.get(), threeImages.data(), labels, 1, nullptr, &metrics) ==
        RESNETC_NULL_POINTER);
  CHECK(support_device_gradients(&testNet(), device.get(), testParameters().data() + 1, threeImages.data(), labels, 1,
                                 &metrics) == RESNETC_MISALIGNED);
  std::vector<float> out(4);
  CHECK(device.infer({1, 2, 3, 4}, 1, out) == RESNETC_NO_DEVICE);
  CHECK(device.text() == "the device was opened for training, not for inference");
  CHECK(parametersOf(device) == testParameters().values());
}
