// What a call costs the driver, and that nothing is left.
#include "tests/devices/DriverSpy.h"
#include "tests/devices/TestNet.h"
#include <catch2/catch.hpp>
#include <fstream>
#include <unistd.h>

using namespace resnetc;

namespace {
size_t residentBytes() {
  size_t pages = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  return resident * size_t(sysconf(_SC_PAGESIZE));
}

void useOnce(const std::string &api) {
  TestDevice device;
  std::vector<float> out(4);
  REQUIRE(device.open(api) == RESNETC_OK);
  REQUIRE(device.infer({1, 2, 3, 4}, 1, out) == RESNETC_OK);
}
} // namespace

TEST_CASE("opencl: each compiled size costs one upload, its launches and one download", "[devices]") {
  DriverSpy spy;
  TestDevice device;
  REQUIRE(device.open("opencl") == RESNETC_OK);
  CHECK(spy.calls("clCreateBuffer") == 5);          // a space each
  CHECK(spy.calls("clEnqueueWriteBuffer") == 1);    // what was packed
  CHECK(spy.calls("clBuildProgram") == 8);          // kernels of batch 2 and of batch 1
  spy.forget();
  std::vector<float> out(20);
  REQUIRE(device.infer(std::vector<float>(20), 5, out) == RESNETC_OK); // 2 + 2 + 1
  CHECK(spy.calls("clEnqueueWriteBuffer") == 3);
  CHECK(spy.calls("clEnqueueNDRangeKernel") == 3 * 3); // without preprocess
  CHECK(spy.calls("clEnqueueReadBuffer") == 3);
  CHECK(spy.calls("clFinish") == 3);
  for (const char *allocates : {"clCreateBuffer", "clCreateSubBuffer", "clCreateKernel", "clSetKernelArg"})
    CHECK(spy.calls(allocates) == 0);
  REQUIRE(device.inferPixels(std::vector<uint8_t>(4), 1, out, true) == RESNETC_OK);
  CHECK(spy.calls("clEnqueueNDRangeKernel") == 9 + 3); // with preprocess, without the last
}

TEST_CASE("vulkan: each compiled size is one submission of what was recorded when it was opened", "[devices]") {
  DriverSpy spy;
  TestDevice device;
  REQUIRE(device.open("vulkan") == RESNETC_OK);
  CHECK(spy.calls("vkAllocateMemory") == 5 + 1); // a space each, and staging
  CHECK(spy.calls("vkCmdDispatch") == 8);
  spy.forget();
  std::vector<float> out(20);
  REQUIRE(device.infer(std::vector<float>(20), 5, out) == RESNETC_OK);
  REQUIRE(device.inferPixels(std::vector<uint8_t>(8), 2, out, true) == RESNETC_OK);
  CHECK(spy.calls("vkQueueSubmit") == 3 + 1);
  CHECK(spy.calls("vkCmdCopyBuffer") == 2 * 4);
  for (const char *records : {"vkCmdDispatch", "vkAllocateMemory", "vkCreateBuffer", "vkAllocateDescriptorSets",
                              "vkCreateComputePipelines"})
    CHECK(spy.calls(records) == 0);
}

TEST_CASE("a kernel that several plans run is built once", "[devices]") {
  DriverSpy spy;
  TestDevice device;
  REQUIRE(device.openTraining("opencl") == RESNETC_OK); // 8 launches of 4 kernels
  CHECK(spy.calls("clBuildProgram") == 4);
  TestDevice other;
  REQUIRE(other.openTraining("vulkan") == RESNETC_OK);
  CHECK(spy.calls("vkCreateComputePipelines") == 4);
}

TEST_CASE("a step waits twice: for the loss, and for the update", "[devices]") {
  DriverSpy spy;
  TestDevice device;
  REQUIRE(device.openTraining("vulkan") == RESNETC_OK);
  spy.forget();
  resnetc_metrics metrics = {};
  REQUIRE(device.step({1, 2, 3, 4}, {0}, metrics) == RESNETC_OK);
  CHECK(spy.calls("vkQueueSubmit") == 2);
  CHECK(spy.calls("vkCmdCopyBuffer") == 3 + 2); // images, labels, hyper; loss, correct
}

TEST_CASE("closing releases all that was made", "[devices]") {
  DriverSpy spy;
  useOnce("opencl");
  CHECK(spy.calls("clReleaseMemObject") == spy.calls("clCreateBuffer") + spy.calls("clCreateSubBuffer"));
  CHECK(spy.calls("clReleaseKernel") == spy.calls("clCreateKernel"));
  CHECK(spy.calls("clReleaseProgram") == spy.calls("clCreateProgramWithSource"));
  CHECK(spy.calls("clReleaseCommandQueue") == spy.calls("clCreateCommandQueue"));
  CHECK(spy.calls("clReleaseContext") == spy.calls("clCreateContext"));
  useOnce("vulkan");
  CHECK(spy.calls("vkFreeMemory") >= spy.calls("vkAllocateMemory")); // also of spaces that there are not
  CHECK(spy.calls("vkDestroyPipeline") == spy.calls("vkCreateComputePipelines"));
  CHECK(spy.calls("vkDestroyShaderModule") == spy.calls("vkCreateShaderModule"));
  CHECK(spy.calls("vkDestroyDevice") == 1);
  CHECK(spy.calls("vkDestroyInstance") == 1);
}

#if !defined(__SANITIZE_ADDRESS__) // it keeps what was freed
TEST_CASE("memory stays level when a device is opened again and again", "[devices]") {
  const auto [api, times] = GENERATE(std::pair("opencl", 12), std::pair("vulkan", 40)); // PoCL takes its time
  CAPTURE(api);
  for (int i = 0; i < times / 4; ++i) // drivers keep something for themselves
    useOnce(api);
  const size_t before = residentBytes();
  for (int i = 0; i < times; ++i)
    useOnce(api);
  CHECK(residentBytes() < before + (2 << 20)); // vulkan's staging memory alone would be 160 MB
}
#endif
