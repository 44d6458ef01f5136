// CUDA without a GPU: a fake driver sees every call. Kernels do not run, so results are what was uploaded, or zeros.
#include "tests/devices/DriverSpy.h"
#include "tests/devices/TestNet.h"
#include "tests/devices/fake_cuda.h"
#include <catch2/catch.hpp>
#include <dlfcn.h>

using namespace resnetc;

namespace {
/// The fake in place of the driver.
struct FakeDriver {
  FakeDriver() {
    spy.replace("libcuda.so.1", RESNETC_FAKE_CUDA);
    void *library = dlopen(RESNETC_FAKE_CUDA, RTLD_NOW);
    REQUIRE(library);
    see = reinterpret_cast<decltype(&fakeCuda)>(dlsym(library, "fakeCuda"));
    REQUIRE(see);
    see(1);
  }
  const FakeCuda &seen() const { return *see(0); }
  void forget() { see(1); }
  void checkNothingIsLeft() const {
    CHECK(seen().blocks == 0);
    CHECK(seen().modules == 0);
    CHECK(seen().contexts == 0);
    CHECK(seen().streams == 0);
    CHECK(seen().pushed == 0);
    CHECK(seen().mistakes == 0);
  }
  DriverSpy spy;
  decltype(&fakeCuda) see = nullptr;
};

/// Kernel and arguments, `1:512` for the byte 512 of the second space that the handle has.
std::string describe(const FakeLaunch &launch) {
  std::string text = launch.entry;
  text = text.substr(0, text.find("__")); // a number of Halide's follows
  for (int i = 0; i < launch.arguments; ++i)
    text += " " + std::to_string(launch.blocks[i]) + ":" + std::to_string(launch.offsets[i]);
  return text;
}
} // namespace

TEST_CASE("cuda: every launch gets the addresses of its buffers", "[devices]") {
  FakeDriver driver;
  TestDevice device;
  REQUIRE(device.open("cuda", 1) == RESNETC_OK);
  CHECK(device.text() == "fake GPU 1");
  CHECK(driver.seen().allocations == 5); // packed 0, pixels 1, images 2, arena 3, probabilities 4
  CHECK(driver.seen().uploads == 1);
  CHECK(driver.seen().builds == 8);
  driver.forget();
  std::vector<float> out(12, 7);
  REQUIRE(device.inferPixels(std::vector<uint8_t>(12), 3, out) == RESNETC_OK); // 2 + 1
  CHECK(driver.seen().launches == 8);
  for (const int first : {0, 4}) { // Halide passes buffers in the order of their names
    CHECK(describe(driver.seen().kept[first]) == "_kernel_images 2:0 1:0");
    CHECK(describe(driver.seen().kept[first + 1]) == "_kernel_scaled 2:0 3:0 0:0");
    CHECK(describe(driver.seen().kept[first + 2]) == "_kernel_shifted 3:0 3:512 0:512");
    CHECK(describe(driver.seen().kept[first + 3]) == "_kernel_squared 3:512 4:0");
  }
  CHECK(driver.seen().uploads == 2);
  CHECK(driver.seen().downloads == 2);
  CHECK(driver.seen().waits == 2);
  CHECK(driver.seen().allocations == 0);
  CHECK(out == std::vector<float>(12, 0)); // spaces begin as zeros
  device.close();
  driver.checkNothingIsLeft();
}

TEST_CASE("cuda: an update writes parameters and optimizer in place", "[devices]") {
  FakeDriver driver;
  TestDevice device;
  REQUIRE(device.openTraining("cuda") == RESNETC_OK);
  CHECK(driver.seen().builds == 4);
  driver.forget();
  resnetc_metrics metrics = {42, 42};
  REQUIRE(device.step({1, 2, 3, 4}, {1}, metrics) == RESNETC_OK);
  CHECK(metrics.loss == 0);
  CHECK(driver.seen().launches == 3);
  CHECK(driver.seen().waits == 2);
  // parameters 0, images 1, arena 2, labels 3, hyper 4, metrics 5, optimizer 6, gradients 7
  CHECK(describe(driver.seen().kept[0]) == "_kernel_gradient 2:0 4:0 1:0 3:0");
  CHECK(describe(driver.seen().kept[1]) == "_kernel_loss 2:0 4:0 5:0 5:512 0:0");
  CHECK(describe(driver.seen().kept[2]) == "_kernel_update 2:0 4:0 0:0 6:0");
  Block parameters(8, -1);
  REQUIRE(support_device_parameters(&testNet(), device.get(), parameters.data()) == RESNETC_OK);
  CHECK(parameters.values() == testParameters().values());
  device.close();
  driver.checkNothingIsLeft();
}

TEST_CASE("cuda: failures leave nothing behind", "[devices]") {
  const std::pair<const char *, std::string> failures[] = {
      {"cuInit", "cuda: no such device (error 100)"},
      {"cuDevicePrimaryCtxRetain", "cuda: cuDevicePrimaryCtxRetain (error 101)"},
      {"cuCtxPushCurrent_v2", "cuda: cuCtxPushCurrent (error 201)"},
      {"cuStreamCreate", "cuda: cuMemAlloc (error 999)"},
      {"cuMemAlloc_v2", "cuda: cuMemAlloc (error 2)"},
      {"cuMemcpyHtoDAsync_v2", "cuda: copying (error 719)"},
      {"cuModuleLoadDataEx", "cuda: cuModuleLoadDataEx (error 218)"},
      {"cuModuleGetFunction", "cuda: cuModuleGetFunction (error 500)"},
      {"cuLaunchKernel", "cuda: running the kernels (error 719)"},
      {"cuStreamSynchronize", "cuda: cuMemAlloc (error 719)"},
      {"cuMemcpyDtoHAsync_v2", "cuda: running the kernels (error 719)"}};
  for (const auto &[function, sentence] : failures) {
    CAPTURE(function);
    FakeDriver driver;
    driver.spy.fail(function);
    TestDevice device;
    std::vector<float> out(4);
    const int opened = device.open("cuda");
    const int status = opened ? opened : device.infer({1, 2, 3, 4}, 1, out);
    CHECK(status == (function == std::string("cuInit") ? RESNETC_NO_DEVICE
                     : function == std::string("cuMemAlloc_v2") ? RESNETC_DEVICE_MEMORY : RESNETC_DEVICE));
    CHECK(device.text() == sentence);
    device.close();
    driver.checkNothingIsLeft();
  }
}
