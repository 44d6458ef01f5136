#include "runtime/net/DeviceId.h"
#include <catch2/catch.hpp>

using namespace resnetc;

TEST_CASE("a device is an interface and a number, the first without one", "[net]") {
  auto [text, api, index] = GENERATE(std::tuple("opencl:0", "opencl", 0), std::tuple("opencl", "opencl", 0),
                                     std::tuple("vulkan:12", "vulkan", 12), std::tuple("cuda:3", "cuda", 3));
  std::optional<DeviceId> id = parseDevice(text);
  REQUIRE(id);
  CHECK(id->api == api);
  CHECK(id->index == index);
  CHECK(parseDevice(id->text())->index == index);
}

TEST_CASE("any other word names no device", "[net]") {
  std::string text = GENERATE("", "gpu", "opencl:", ":0", "opencl:-1", "opencl: 1", "opencl:0x1", "opencl:1.5", "OpenCL",
                              "opencl:0:1", "opencl:99999999999999999999", "cuda-80", "cpu");
  CHECK(!parseDevice(text));
}

TEST_CASE("a target is a device's or a processor's", "[net]") {
  CHECK(deviceApiOf("opencl") == "opencl");
  CHECK(deviceApiOf("cuda-80") == "cuda");
  for (const char *target : {"x86-64-v3", "arm-64-linux", "", "openclx"})
    CHECK(deviceApiOf(target) == "");
}
