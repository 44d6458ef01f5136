// Inference on the devices that this machine has: PoCL and lavapipe, or better ones.
#include "tests/devices/TestNet.h"
#include <catch2/catch.hpp>

using namespace resnetc;

namespace {
const std::vector<float> fiveImages = {1, 2, 3, 4, -1, 0, 1, 2, 5, 6, 7, 8, 0, 0, 0, 0, 9, 8, 7, 6};

std::vector<float> logitsOf(const std::vector<float> &images) {
  std::vector<float> logits;
  for (size_t i = 0; i < images.size(); ++i)
    logits.push_back(images[i] * float(i % 4 + 1) + float(10 * (i % 4 + 1)));
  return logits;
}

std::vector<float> squaresOf(std::vector<float> values) {
  for (float &value : values)
    value *= value;
  return values;
}
} // namespace

TEST_CASE("a device computes what the plans say, batch after batch", "[devices]") {
  const std::string api = GENERATE("opencl", "vulkan");
  CAPTURE(api);
  TestDevice device;
  REQUIRE(device.open(api) == RESNETC_OK);
  for (const int batch : {5, 1, 2, 3, 4, 5}) {
    CAPTURE(batch);
    const std::vector<float> images(fiveImages.begin(), fiveImages.begin() + 4 * batch);
    std::vector<float> out(images.size());
    REQUIRE(device.infer(images, batch, out) == RESNETC_OK);
    CHECK(out == squaresOf(logitsOf(images)));
    REQUIRE(device.infer(images, batch, out, true) == RESNETC_OK);
    CHECK(out == logitsOf(images));
  }
}

TEST_CASE("a device makes images of pixels", "[devices]") {
  const std::string api = GENERATE("opencl", "vulkan");
  CAPTURE(api);
  TestDevice device;
  REQUIRE(device.open(api) == RESNETC_OK);
  const std::vector<uint8_t> pixels = {0, 1, 2, 255, 254, 3, 4, 128, 5, 6, 7, 8};
  std::vector<float> images, out(12);
  for (const uint8_t pixel : pixels)
    images.push_back(float(pixel) / 2);
  REQUIRE(device.inferPixels(pixels, 3, out) == RESNETC_OK);
  CHECK(out == squaresOf(logitsOf(images)));
  REQUIRE(device.inferPixels(pixels, 3, out, true) == RESNETC_OK);
  CHECK(out == logitsOf(images));
}

TEST_CASE("several devices are open at once", "[devices]") {
  TestDevice devices[3];
  std::vector<float> out(4);
  for (TestDevice &device : devices)
    REQUIRE(device.open(&device == devices ? "opencl" : "vulkan") == RESNETC_OK);
  devices[1].close();
  for (TestDevice *device : {&devices[0], &devices[2]}) {
    REQUIRE(device->infer({1, 2, 3, 4}, 1, out) == RESNETC_OK);
    CHECK(out == std::vector<float>{121, 576, 1521, 3136});
  }
}

TEST_CASE("a call that is refused says why and leaves the device as it was", "[devices]") {
  TestDevice device;
  REQUIRE(device.open("opencl") == RESNETC_OK);
  const std::string name = device.text();
  std::vector<float> images(24), out(24);
  CHECK(device.infer(images, 0, out) == RESNETC_BAD_BATCH);
  CHECK(device.text() == resnetc_status_text(RESNETC_BAD_BATCH));
  CHECK(device.infer(images, 6, out) == RESNETC_BAD_BATCH);
  CHECK(support_device_infer(&testNet(), device.get(), nullptr, 1, out.data(), 0) == RESNETC_NULL_POINTER);
  CHECK(support_device_infer(&testNet(), device.get(), images.data(), 1, nullptr, 0) == RESNETC_NULL_POINTER);
  CHECK(support_device_infer(&testNet(), nullptr, images.data(), 1, out.data(), 0) == RESNETC_NULL_POINTER);
  const auto *odd = reinterpret_cast<const float *>(reinterpret_cast<const char *>(images.data()) + 2);
  CHECK(support_device_infer(&testNet(), device.get(), odd, 1, out.data(), 0) == RESNETC_MISALIGNED);
  CHECK(support_device_parameters(&testNet(), device.get(), testParameters().data()) == RESNETC_NO_DEVICE);
  CHECK(device.text() == "the device was opened for inference, not for training");
  CHECK(device.infer(images, 1, out) == RESNETC_OK);
  CHECK(device.text() == name);
}

TEST_CASE("opening refuses memory that is not there or not aligned", "[devices]") {
  TestDevice device;
  Block packed = testPacked();
  CHECK(support_device_open(&testNet(), device.get(), "opencl", 0, nullptr) == RESNETC_NULL_POINTER);
  CHECK(support_device_open(&testNet(), device.get(), nullptr, 0, packed.data()) == RESNETC_NULL_POINTER);
  CHECK(support_device_open(&testNet(), nullptr, "opencl", 0, packed.data()) == RESNETC_NULL_POINTER);
  CHECK(support_device_open(&testNet(), device.get(), "opencl", 0, packed.data() + 1) == RESNETC_MISALIGNED);
  CHECK(std::string(support_device_text(&testNet(), device.get())) == "an argument lies on too few bytes");
  support_device_close(&testNet(), device.get()); // of a device that never was one
  CHECK(support_device_prepare(&testNet(), nullptr, packed.data()) == RESNETC_NULL_POINTER);
}

TEST_CASE("a closed device says so, however often it is closed", "[devices]") {
  TestDevice device;
  REQUIRE(device.open("vulkan") == RESNETC_OK);
  device.close();
  device.close();
  std::vector<float> out(4);
  CHECK(device.infer({1, 2, 3, 4}, 1, out) == RESNETC_NO_DEVICE);
  CHECK(device.text() == "the device is closed");
  REQUIRE(device.open("vulkan") == RESNETC_OK); // the same memory again
  CHECK(device.infer({1, 2, 3, 4}, 1, out) == RESNETC_OK);
}

TEST_CASE("devices are found by name until there is none", "[devices]") {
  const std::string api = GENERATE("opencl", "vulkan");
  CAPTURE(api);
  TestDevice device;
  char name[256] = "?", cut[4];
  int index = 0;
  while (support_device_find(&testNet(), device.get(), api.c_str(), index, name, sizeof name) == RESNETC_OK) {
    CAPTURE(index);
    CHECK(name[0] != 0);
    CHECK(support_device_memory(device.get()) > 0);
    REQUIRE(support_device_find(&testNet(), device.get(), api.c_str(), index, cut, sizeof cut) == RESNETC_OK);
    CHECK(std::string(cut) == std::string(name).substr(0, 3));
    REQUIRE(++index < 64);
  }
  CHECK(index > 0);
  CHECK(device.text() == api + ": no such device");
  CHECK(support_device_find(&testNet(), device.get(), api.c_str(), -1, name, sizeof name) == RESNETC_NO_DEVICE);
}
