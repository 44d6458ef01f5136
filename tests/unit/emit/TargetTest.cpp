#include "backends/Target.h"
#include "ir/machine/Machine.h"
#include "runtime/embed/support.h"
#include <catch2/catch.hpp>

using namespace resnetc;

TEST_CASE("each target has kernels, a level and code", "[emit]") {
  for (const Machine &machine : allMachines()) {
    const Target *target = findTarget(machine.level);
    REQUIRE(target);
    CHECK(target->machine() == machine.name);
    CHECK(target->name() == machine.level);
    CHECK(target->supportBitcode().starts_with("BC"));
    CHECK_FALSE(target->features().empty());
    CHECK(findDeviceTarget(machine.level) == nullptr);
  }
  CHECK(findTarget("host") == nullptr);
}

TEST_CASE("every CPU target has a machine, and every device a name", "[emit]") {
  for (const auto &target : allTargets())
    CHECK(findMachine(target->machine().str()) == findMachineOfLevel(target->name().str()));
  REQUIRE(findDeviceTarget("cuda"));
  CHECK(findDeviceTarget("cuda")->name == "cuda-80");
  CHECK(findDeviceTarget("cuda-80")->machine == "cuda80");
  CHECK(findDeviceTarget("vulkan")->api == "vulkan");
  CHECK(findDeviceTarget("x86-64-v3") == nullptr);
  CHECK(findTarget("vulkan") == nullptr);
}

TEST_CASE("host is a target that this processor runs", "[emit]") {
  auto name = resolveTargets("host");
  if (hostMachineName().empty()) {
    CHECK_THAT(llvm::toString(name.takeError()), Catch::Contains("name one of"));
    return;
  }
  REQUIRE(bool(name));
  const Target &host = *findTarget(*name);
  CHECK(host.runsHere());
  CHECK(support_check_cpu(host.cpuLevel()) == RESNETC_OK);
  for (const auto &target : allTargets()) // the code's own check agrees with the compiler's
    if (target->runsHere() && target->cpuLevel() > host.cpuLevel())
      CHECK(support_check_cpu(target->cpuLevel()) == RESNETC_CPU_LACKS_FEATURE);
}

TEST_CASE("a list of targets is sorted, the weakest CPU first and devices last, and each is in it once", "[emit]") {
  const std::pair<const char *, const char *> lists[] = {
      {"x86-64-v3", "x86-64-v3"},
      {"x86-64-v4,x86-64-v2", "x86-64-v2,x86-64-v4"},
      {"x86-64-v3, x86-64-v3,x86-64-v2", "x86-64-v2,x86-64-v3"},
      {"cuda,opencl,x86-64-v3", "x86-64-v3,opencl,cuda-80"},
      {"cuda-80,cuda,vulkan,x86-64-v4,x86-64-v2", "x86-64-v2,x86-64-v4,vulkan,cuda-80"},
      {"arm-64-linux", "arm-64-linux"},
      {"arm-64-noos", "arm-64-noos"}};
  for (const auto &[list, want] : lists) {
    CAPTURE(list);
    auto names = resolveTargets(list);
    REQUIRE(bool(names));
    CHECK(*names == want);
  }
}

TEST_CASE("devices alone get this processor beside them", "[emit]") {
  auto host = resolveTargets("host");
  if (!host)
    return llvm::consumeError(host.takeError());
  auto names = resolveTargets("vulkan,opencl");
  if (!findMachineOfLevel("x86-64-v2") || !llvm::StringRef(*host).starts_with("x86-64"))
    return llvm::consumeError(names.takeError());
  REQUIRE(bool(names));
  CHECK(*names == *host + ",opencl,vulkan");
}

TEST_CASE("a wrong list of targets is refused with the reason", "[emit]") {
  const std::pair<const char *, const char *> wrong[] = {
      {"x86-64-v9", "no target 'x86-64-v9'; there are: host, x86-64-v2, x86-64-v3, x86-64-v4, arm-64-linux, "
                    "arm-64-noos, opencl, vulkan, cuda-80"},
      {"", "no target ''"},
      {"x86-64-v3,,opencl", "no target ''"},
      {"x86-64-v3,arm-64-linux", "x86-64-v3 and arm-64-linux do not go into one library"},
      {"arm-64-linux,arm-64-noos", "arm-64-linux and arm-64-noos do not go into one library"},
      {"vulkan,arm-64-linux", "vulkan needs an x86-64 processor beside it, not arm-64-linux"}};
  for (const auto &[list, want] : wrong) {
    auto names = resolveTargets(list);
    REQUIRE_FALSE(bool(names));
    CHECK_THAT(llvm::toString(names.takeError()), Catch::Contains(want));
  }
}
