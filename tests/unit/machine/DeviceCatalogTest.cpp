#include "ir/machine/Catalog.h"
#include "ir/machine/DeviceRoofline.h"
#include <algorithm>
#include <catch2/catch.hpp>

using namespace resnetc;

namespace {
KernelKey conv(int64_t n, int64_t size, int64_t c, int64_t k, int64_t r, const char *operation = "conv2d") {
  KernelKey key(operation);
  Layout in;
  in.halo = r / 2;
  key.set("n", n).set("h", size).set("w", size).set("c", c).set("k", k).set("r", r).set("stride", int64_t(1));
  key.set("pad", Padding::symmetric(r / 2)).set("in", in);
  if (key.has("out"))
    key.set("add", int64_t(0)).set("relu", int64_t(1)).set("out", Layout{}).set("inplace", int64_t(0));
  return key;
}

double secondsInParts(KernelKey question, int64_t parts, const Machine &machine) {
  KernelKey sum("sum_parts");
  for (const char *field : {"n", "h", "w", "k"})
    sum.set(field, std::string_view(question.text(field)));
  sum.set("parts", parts).set("shift", int64_t(1)).set("add", int64_t(0)).set("relu", int64_t(1)).set("out", Layout{});
  return chooseKernel(question.set("parts", parts), machine).seconds + chooseKernel(sum, machine).seconds;
}
} // namespace

TEST_CASE("every device has a kernel for every convolution, the plain one last", "[machine]") {
  for (const Machine &device : allDevices())
    for (const KernelKey &question : {conv(1, 7, 17, 20, 3), conv(16, 56, 64, 256, 1), conv(1, 1, 1, 1, 1)}) {
      const auto list = candidatesFor(question, device);
      REQUIRE(list.front().accepted);
      REQUIRE(list.back().accepted);
      REQUIRE(list.back().key.text("algorithm") == "plain");
      for (const Candidate &candidate : list) {
        CAPTURE(candidate.key.print(), candidate.reason);
        REQUIRE_FALSE(candidate.reason.empty());
        REQUIRE(isImplemented(candidate.key) == candidate.accepted);
        REQUIRE((candidate.seconds > 0) == candidate.accepted);
      }
    }
}

TEST_CASE("packed filters of devices have one panel, whatever the tile and the batch", "[machine]") {
  for (const Machine &device : allDevices())
    for (const int64_t n : {1, 16})
      for (const Candidate &candidate : candidatesFor(conv(n, 14, 64, 70, 3), device))
        if (candidate.accepted)
          REQUIRE(candidate.key.integer("panel") == 72);
}

TEST_CASE("tiles keep to the threads and the shared memory that a device's class promises", "[machine]") {
  const auto accepts = [](const char *machine, const char *tile) {
    for (const Candidate &candidate : candidatesFor(conv(1, 56, 64, 256, 1), *findMachine(machine)))
      if (candidate.key.text("tile") == tile)
        return candidate.accepted;
    return false;
  };
  REQUIRE(accepts("cuda80", "128x128"));
  REQUIRE(accepts("opencl", "128x128"));
  REQUIRE_FALSE(accepts("vulkan", "128x128"));
  REQUIRE(accepts("vulkan", "64x128"));
}

TEST_CASE("small layers get small tiles, large ones large tiles", "[machine]") {
  const Machine &device = *findMachine("cuda80");
  REQUIRE(chooseKernel(conv(1, 7, 512, 512, 1), device).key.text("tile") == "32x32");
  REQUIRE(chooseKernel(conv(64, 56, 64, 256, 3), device).key.tile().vectors >= 64);
}

TEST_CASE("a long sum of few pixels pays in parts, a large map does not", "[machine]") {
  const Machine &device = *findMachine("cuda80");
  const auto whole = [&](const KernelKey &question) { return chooseKernel(question, device).seconds; };
  REQUIRE(secondsInParts(conv(1, 7, 2048, 512, 1, "conv2d_parts"), 16, device) < whole(conv(1, 7, 2048, 512, 1)));
  REQUIRE(secondsInParts(conv(16, 56, 64, 64, 3, "conv2d_parts"), 2, device) > whole(conv(16, 56, 64, 64, 3)));
}

TEST_CASE("an operation without kernels for a machine says so", "[machine]") {
  const auto reasonOf = [](const KernelKey &question, const char *machine) {
    const auto list = candidatesFor(question, *findMachine(machine));
    REQUIRE(list.size() == 1);
    REQUIRE_FALSE(list[0].accepted);
    return list[0].reason;
  };
  REQUIRE(reasonOf(KernelKey("stem"), "vulkan") == "stem has no kernel for devices");
  REQUIRE(reasonOf(conv(1, 7, 8, 8, 1, "conv2d_parts").set("parts", int64_t(2)), "avx2") ==
          "conv2d_parts has no kernel for CPUs");
}

TEST_CASE("on devices nothing is written where it is read", "[machine]") {
  KernelKey question = conv(1, 7, 8, 8, 1);
  question.set("add", int64_t(1)).set("inplace", int64_t(1));
  for (const Candidate &candidate : candidatesFor(question, *findMachine("opencl")))
    REQUIRE(candidate.reason == "a device's kernel reads nothing that it writes");
}
