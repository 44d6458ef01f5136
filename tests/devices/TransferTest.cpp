// Weights that are larger than the staging memory (4 MB), and more tensors than one piece of work holds.
#include "tests/devices/DriverSpy.h"
#include "tests/devices/TestNet.h"
#include <catch2/catch.hpp>
#include <cstring>

using namespace resnetc;

namespace {
constexpr int64_t mebi = 1 << 20;

/// The test's net with a variant of `api` that is to be changed.
struct ChangedNet {
  explicit ChangedNet(const std::string &api) : net(testNet()) {
    for (int64_t i = 0; i < net.variantCount; ++i)
      if (net.variants[i].api == (api == "opencl" ? &support_opencl : &support_vulkan))
        variant = net.variants[i];
    net.variants = &variant;
    net.variantCount = 1;
  }
  DeviceNet net;
  DeviceVariant variant = {};
};
} // namespace

TEST_CASE("packed weights arrive whole, however many pieces they are", "[devices]") {
  const std::string api = GENERATE("opencl", "vulkan");
  CAPTURE(api);
  ChangedNet changed(api);
  const int64_t shift = 9 * mebi;
  std::vector<DeviceArgument> arguments(changed.variant.infers[1].arguments, changed.variant.infers[1].arguments + 10);
  REQUIRE(arguments[6].space == DEVICE_PACKED);
  arguments[6].offset = shift;
  DevicePlan plan = changed.variant.infers[1];
  plan.arguments = arguments.data();
  changed.variant.infers = &plan;
  changed.variant.inferCount = 1;
  changed.variant.inferBytes[DEVICE_PACKED] = shift + 16;

  Block packed(size_t(shift + 16) / 4, 99);
  const float weights[] = {1, 2, 3, 4}, shifts[] = {10, 20, 30, 40};
  std::memcpy(packed.data(), weights, sizeof weights);
  std::memcpy(packed.data() + shift / 4, shifts, sizeof shifts);
  TestDevice device;
  REQUIRE(support_device_open(&changed.net, device.get(), api.c_str(), 0, packed.data()) == RESNETC_OK);
  std::vector<float> out(4);
  REQUIRE(device.infer({1, 2, 3, 4}, 1, out) == RESNETC_OK);
  CHECK(out == std::vector<float>{121, 576, 1521, 3136});
}

TEST_CASE("parameters of any number and size come back as they were", "[devices]") {
  const std::string api = GENERATE("opencl", "vulkan");
  CAPTURE(api);
  ChangedNet changed(api);
  std::vector<resnetc_parameter> table;
  std::vector<int64_t> offsets;
  int64_t blobFloats = 0, deviceBytes = 0;
  for (int i = 0; i < 40; ++i) {
    const int64_t floats = i == 0 ? 4 : i == 20 ? 9 * mebi / 4 + 3 : 5 + i;
    table.push_back({"tensor", {floats}, 1, 1, blobFloats});
    offsets.push_back(deviceBytes);
    blobFloats += floats;
    deviceBytes += (floats * 4 + 511) / 512 * 512;
  }
  NetCode code = *changed.net.net;
  code.parameters = table.data();
  code.parameterCount = int64_t(table.size());
  changed.net.net = &code;
  changed.net.parameterOffsets = offsets.data();
  changed.net.momentBytes = deviceBytes;
  changed.variant.trainBytes[DEVICE_PARAMETERS] = deviceBytes;
  changed.variant.trainBytes[DEVICE_OPTIMIZER] = 2 * deviceBytes;

  Block parameters(static_cast<size_t>(blobFloats)), back(static_cast<size_t>(blobFloats));
  for (int64_t i = 0; i < blobFloats; ++i)
    parameters.data()[i] = float(i % 9973);
  DriverSpy spy;
  TestDevice device;
  REQUIRE(support_device_open_training(&changed.net, device.get(), api.c_str(), 0, parameters.data()) == RESNETC_OK);
  spy.forget();
  REQUIRE(support_device_parameters(&changed.net, device.get(), back.data()) == RESNETC_OK);
  CHECK(back.values() == parameters.values());
  // 20 tensors, 9 MB by 4, 19 tensors; 16 copies at most in one go
  if (api == "vulkan")
    CHECK(spy.calls("vkQueueSubmit") == 5);

  const size_t moment = size_t(blobFloats + 15) / 16 * 16;
  Block state(2 * moment), stateBack(2 * moment);
  for (int64_t i = 0; i < blobFloats; ++i) {
    state.data()[i] = float(i % 7919);
    state.data()[moment + size_t(i)] = float(i % 6007);
  }
  REQUIRE(support_device_set_optimizer(&changed.net, device.get(), state.data()) == RESNETC_OK);
  REQUIRE(support_device_optimizer(&changed.net, device.get(), stateBack.data()) == RESNETC_OK);
  CHECK(stateBack.values() == state.values());
  CHECK(support_device_parameters(&changed.net, device.get(), back.data()) == RESNETC_OK);
  CHECK(back.values() == parameters.values());
}
