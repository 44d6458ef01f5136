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
  }
  CHECK(findTarget("host") == nullptr);
}

TEST_CASE("host is a target that this processor runs", "[emit]") {
  auto name = resolveTarget("host");
  if (hostMachineName().empty()) {
    CHECK_THAT(llvm::toString(name.takeError()), Catch::Contains("name one of"));
    return;
  }
  REQUIRE(bool(name));
  CHECK(support_check_cpu(findTarget(*name)->cpuLevel()) == RESNETC_OK);
  for (const Machine &machine : allMachines()) // the code's own check agrees with the compiler's
    if (findTarget(machine.level)->cpuLevel() > findTarget(*name)->cpuLevel())
      CHECK(support_check_cpu(findTarget(machine.level)->cpuLevel()) == RESNETC_CPU_LACKS_FEATURE);
}

TEST_CASE("an unknown target is refused with the names that there are", "[emit]") {
  auto name = resolveTarget("x86-64-v9");
  REQUIRE_FALSE(bool(name));
  CHECK_THAT(llvm::toString(name.takeError()),
             Catch::Contains("'x86-64-v9'") && Catch::Contains("host, x86-64-v3, x86-64-v4"));
}
