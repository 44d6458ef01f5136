#include "runtime/net/FindDevices.h"
#include "tests/unit/net/Capture.h"
#include "tests/unit/net/NetFolder.h"
#include <catch2/catch.hpp>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <sys/wait.h>

using namespace resnetc;
using Catch::Contains;

namespace {

struct Answered {
  int code;
  std::string out, error;
};

/// In a program of its own: OpenCL's loader looks for drivers once in a process.
Answered list(const std::string &words = "") {
  Capture capture;
  int status = std::system((std::string(RESNETC_RUNNER) + " devices " + words).c_str());
  capture.finish();
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, capture.out, capture.error};
}

/// Nobody's drivers are found while it lives.
struct HiddenDrivers {
  SetVariable opencl{"OCL_ICD_VENDORS", "/nonexistent"};
  SetVariable vulkan{"VK_ICD_FILENAMES", "/nonexistent"}, newerVulkan{"VK_DRIVER_FILES", "/nonexistent"};
};

} // namespace

TEST_CASE("every interface has devices or a driver's sentence why not", "[net]") {
  for (const std::string &api : deviceApis()) {
    CAPTURE(api);
    DeviceSearch search = findDevices({api});
    CHECK(search.devices.empty() != search.reasons.empty());
    for (const std::string &reason : search.reasons)
      CHECK_THAT(reason, Contains(api + ": "));
    for (size_t i = 0; i < search.devices.size(); ++i) {
      CHECK(search.devices[i].id.text() == api + ":" + std::to_string(i));
      CHECK(search.devices[i].name != "");
      CHECK(search.devices[i].memoryBytes > 0);
      Outcome<FoundDevice> found = findDevice(search.devices[i].id);
      REQUIRE(found);
      CHECK(found->name == search.devices[i].name);
    }
    DeviceId next{api, int(search.devices.size())};
    Outcome<FoundDevice> none = findDevice(next);
    REQUIRE(!none);
    CHECK(none.failure().blame == Blame::World);
    CHECK_THAT(none.failure().message, Contains(api));
  }
}

TEST_CASE("no devices are an empty list and no failure", "[net]") {
  HiddenDrivers hidden;
  Answered answered = list();
  CHECK(answered.code == 0);
  CHECK_THAT(answered.out, Contains("no devices"));
  CHECK_THAT(answered.error, Contains("opencl: ") && Contains("vulkan: ") && Contains("cuda: "));
  answered = list("--json");
  CHECK(answered.code == 0);
  CHECK(nlohmann::json::parse(answered.out) == nlohmann::json::array());
  CHECK(answered.error == "");
}

TEST_CASE("a net's list has only what it is compiled for", "[net]") {
  NetFolder folder;
  HiddenDrivers hidden;
  const std::string net = "--net " + folder.path().native();
  Answered answered = list(net);
  CHECK(answered.code == 0);
  CHECK_THAT(answered.out, Contains("no devices"));
  CHECK_THAT(answered.error, Contains("--target host,opencl") && !Contains("vulkan: "));
  SetVariable devices("FAKE_DEVICES", "1");
  CHECK_THAT(list(net).error, Contains("opencl: ") && Contains("cuda: ") && !Contains("vulkan: "));
  CHECK(list(net + "/absent").code == 1);
}
