// Devices that threads open at once. Run alone too, for then it is the first time that drivers list them.
#include "tests/devices/TestNet.h"
#include <catch2/catch.hpp>
#include <thread>

using namespace resnetc;

TEST_CASE("threads open and use devices of their own at once", "[devices][threads]") {
  constexpr int count = 4;
  int statuses[count];
  std::vector<float> outs[count];
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i)
    threads.emplace_back([&, i] {
      TestDevice device;
      outs[i].assign(4, 0);
      statuses[i] = device.open(i % 2 ? "vulkan" : "opencl");
      for (int n = 0; n < 20 && !statuses[i]; ++n)
        statuses[i] = device.infer({1, 2, 3, 4}, 1, outs[i]);
    });
  for (std::thread &thread : threads)
    thread.join();
  for (int i = 0; i < count; ++i) {
    CHECK(statuses[i] == RESNETC_OK);
    CHECK(outs[i] == std::vector<float>{121, 576, 1521, 3136});
  }
}
