// What fails in a driver becomes a status and a sentence, and nothing is left open.
#include "tests/devices/DriverSpy.h"
#include "tests/devices/TestNet.h"
#include <catch2/catch.hpp>

using namespace resnetc;
using Catch::Matchers::StartsWith;

namespace {
struct Failure {
  std::string api, function;
  int status;
  std::string sentence; ///< its beginning
};

const Failure ofOpening[] = {
    {"opencl", "clGetDeviceIDs", 13, "opencl: no such device"},
    {"opencl", "clCreateContext", 14, "opencl: clCreateContext (error -6)"},
    {"opencl", "clCreateCommandQueue", 14, "opencl: clCreateCommandQueue (error -6)"},
    {"opencl", "clCreateBuffer", 14, "opencl: clCreateBuffer (error -4)"},
    {"opencl", "clEnqueueFillBuffer", 12, "opencl: clEnqueueFillBuffer (error -5)"},
    {"opencl", "clEnqueueWriteBuffer", 12, "opencl: copying (error -5)"},
    {"opencl", "clCreateProgramWithSource", 14, "opencl: clCreateProgramWithSource (error -6)"},
    {"opencl", "clBuildProgram", 12, "opencl: clBuildProgram (error -11)"},
    {"opencl", "clCreateKernel", 12, "opencl: clCreateKernel (error -46)"},
    {"opencl", "clCreateSubBuffer", 12, "opencl: clCreateSubBuffer (error -13)"},
    {"opencl", "clSetKernelArg", 12, "opencl: clSetKernelArg (error -51)"},
    {"vulkan", "vkEnumeratePhysicalDevices", 13, "vulkan: no such device (error -3)"},
    {"vulkan", "vkCreateDevice", 12, "vulkan: vkCreateDevice (error -10)"},
    {"vulkan", "vkCreateDescriptorPool", 14, "vulkan: creating pools (error -2)"},
    {"vulkan", "vkCreateBuffer", 14, "vulkan: vkCreateBuffer (error -1)"},
    {"vulkan", "vkAllocateMemory", 14, "vulkan: vkAllocateMemory (error -2)"},
    {"vulkan", "vkMapMemory", 12, "vulkan: vkAllocateMemory (error -5)"},
    {"vulkan", "vkCreateShaderModule", 12, "vulkan: building a kernel (error -1000012000)"},
    {"vulkan", "vkCreateComputePipelines", 12, "vulkan: building a kernel (error -3)"},
    {"vulkan", "vkAllocateDescriptorSets", 12, "vulkan: vkAllocateDescriptorSets (error -1000069000)"},
    {"vulkan", "vkBeginCommandBuffer", 14, "vulkan: vkBeginCommandBuffer (error -1)"},
    {"vulkan", "vkEndCommandBuffer", 14, "vulkan: vkEndCommandBuffer (error -1)"},
    {"vulkan", "vkQueueSubmit", 12, "vulkan: zeroing memory (error -4)"}};

const Failure ofRunning[] = {
    {"opencl", "clEnqueueWriteBuffer", 12, "opencl: running the kernels (error -5)"},
    {"opencl", "clEnqueueNDRangeKernel", 12, "opencl: running the kernels (error -54)"},
    {"opencl", "clEnqueueReadBuffer", 12, "opencl: running the kernels (error -5)"},
    {"opencl", "clFinish", 12, "opencl: running the kernels (error -36)"},
    {"vulkan", "vkQueueSubmit", 12, "vulkan: running the kernels (error -4)"},
    {"vulkan", "vkWaitForFences", 12, "vulkan: running the kernels (error -4)"}};

/// What `failing` should have made does not count.
void checkNothingIsLeft(const DriverSpy &spy, const std::string &failing) {
  const auto made = [&](const std::string &function) { return spy.calls(function) - (function == failing); };
  CHECK(spy.calls("clReleaseContext") == made("clCreateContext"));
  CHECK(spy.calls("clReleaseCommandQueue") == made("clCreateCommandQueue"));
  CHECK(spy.calls("clReleaseMemObject") == made("clCreateBuffer") + made("clCreateSubBuffer"));
  CHECK(spy.calls("clReleaseProgram") == made("clCreateProgramWithSource"));
  CHECK(spy.calls("clReleaseKernel") == made("clCreateKernel"));
  CHECK(spy.calls("vkDestroyDevice") == made("vkCreateDevice"));
}
} // namespace

TEST_CASE("a driver's failure while a device is opened", "[devices]") {
  for (const Failure &failure : ofOpening) {
    CAPTURE(failure.function);
    DriverSpy spy;
    spy.fail(failure.function);
    TestDevice device;
    CHECK(device.open(failure.api) == failure.status);
    CHECK_THAT(device.text(), StartsWith(failure.sentence));
    std::vector<float> out(4);
    CHECK(device.infer({1, 2, 3, 4}, 1, out) == failure.status); // it stays
    device.close();
    CHECK_THAT(device.text(), StartsWith(failure.sentence));
    checkNothingIsLeft(spy, failure.function);
  }
}

TEST_CASE("a later kernel that is refused releases the earlier ones", "[devices]") {
  DriverSpy spy;
  spy.fail("clBuildProgram", 3);
  TestDevice device;
  CHECK(device.open("opencl") == RESNETC_DEVICE);
  CHECK(spy.calls("clReleaseProgram") == 3);
  CHECK(spy.calls("clReleaseKernel") == 2);
  CHECK(spy.calls("clReleaseContext") == 1);
  spy.fail("vkCreateComputePipelines", 3);
  CHECK(device.open("vulkan") == RESNETC_DEVICE);
  CHECK(spy.calls("vkDestroyShaderModule") == 3);
  CHECK(spy.calls("vkDestroyDevice") == 1);
}

TEST_CASE("a driver's failure while kernels run stays until the device is opened again", "[devices]") {
  for (const Failure &failure : ofRunning) {
    CAPTURE(failure.function);
    TestDevice device;
    std::vector<float> out(4);
    {
      DriverSpy spy;
      REQUIRE(device.open(failure.api) == RESNETC_OK);
      spy.fail(failure.function);
      CHECK(device.infer({1, 2, 3, 4}, 1, out) == failure.status);
      CHECK(device.text() == failure.sentence);
    }
    CHECK(device.infer({1, 2, 3, 4}, 1, out) == failure.status); // the driver works again: no matter
    CHECK(device.text() == failure.sentence);
    device.close();
    REQUIRE(device.open(failure.api) == RESNETC_OK);
    CHECK(device.infer({1, 2, 3, 4}, 1, out) == RESNETC_OK);
    CHECK(out == std::vector<float>{121, 576, 1521, 3136});
  }
}

TEST_CASE("training that fails keeps its failure too", "[devices]") {
  DriverSpy spy;
  TestDevice device;
  REQUIRE(device.openTraining("opencl") == RESNETC_OK);
  spy.fail("clEnqueueReadBuffer");
  resnetc_metrics metrics = {42, 42};
  CHECK(device.step({1, 2, 3, 4}, {0}, metrics) == RESNETC_DEVICE);
  CHECK(metrics.loss == 42);
  CHECK(support_device_parameters(&testNet(), device.get(), testParameters().data()) == RESNETC_DEVICE);
  CHECK(device.text() == "opencl: running the kernels (error -5)");
}

TEST_CASE("a driver that is not installed", "[devices]") {
  DriverSpy spy;
  TestDevice device;
  spy.hide("lib");
  for (const auto &[api, library] : {std::pair{"opencl", "libOpenCL.so.1"}, {"vulkan", "libvulkan.so.1"},
                                     {"cuda", "libcuda.so.1"}}) {
    CHECK(device.open(api) == RESNETC_NO_DEVICE);
    CHECK(device.text() == std::string(api) + ": " + library + " is not installed");
    CHECK(device.openTraining(api) == RESNETC_NO_DEVICE);
  }
}

TEST_CASE("a driver that lacks a function", "[devices]") {
  DriverSpy spy;
  TestDevice device;
  spy.remove("clFinish");
  CHECK(device.open("opencl") == RESNETC_NO_DEVICE);
  CHECK(device.text() == "opencl: libOpenCL.so.1 lacks: clFinish");
  spy.remove("vkCmdDispatch");
  CHECK(device.open("vulkan") == RESNETC_NO_DEVICE);
  CHECK(device.text() == "vulkan: the driver lacks: vkCmdDispatch");
}

TEST_CASE("a device that there is not", "[devices]") {
  TestDevice device;
  CHECK(device.open("opencl", 99) == RESNETC_NO_DEVICE);
  CHECK(device.text() == "opencl: no such device");
  CHECK(device.open("metal") == RESNETC_NO_DEVICE);
  CHECK(device.text() == "the net is not compiled for this kind of device: metal");
}
