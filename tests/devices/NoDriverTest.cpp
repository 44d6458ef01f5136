// A machine with loaders but no drivers; the test is run with an environment that hides them (CMakeLists.txt).
#include "tests/devices/TestNet.h"
#include <catch2/catch.hpp>

using namespace resnetc;

TEST_CASE("loaders without a driver", "[.nodriver]") {
  TestDevice device;
  CHECK(device.open("opencl") == RESNETC_NO_DEVICE);
  CHECK(device.text() == "opencl: no such device (error -1001)");
  CHECK(device.open("vulkan") == RESNETC_NO_DEVICE);
  CHECK(device.text() == "vulkan: no driver (error -9)");
}
