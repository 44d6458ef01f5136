#include "runtime/net/BenchNet.h"
#include "runtime/net/LoadedNet.h"
#include "runtime/net/RunNet.h"
#include "tests/unit/net/Capture.h"
#include "tests/unit/net/NetFolder.h"
#include <catch2/catch.hpp>
#include <dlfcn.h>
#include <nlohmann/json.hpp>

using namespace resnetc;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

const DeviceId first{"opencl", 0};

/// Holds the folder's library, so that its count outlives the net.
class OpenDevices {
public:
  explicit OpenDevices(const NetFolder &folder) : library(dlopen((folder.path() / "libfake.so").c_str(), RTLD_NOW)) {
    REQUIRE(library);
  }
  ~OpenDevices() { dlclose(library); }
  int count() const { return reinterpret_cast<int (*)()>(dlsym(library, "fake_open_devices"))(); }

private:
  void *library;
};

Failure failureOf(const fs::path &net, const DeviceId &id) {
  Outcome<LoadedNet> loaded = LoadedNet::open(net, {1}, id);
  REQUIRE(!loaded);
  return loaded.failure();
}

} // namespace

TEST_CASE("a device gives the processor's answers, in calls of at most max_batch, and is closed at the end", "[net]") {
  SetVariable devices("FAKE_DEVICES", "1");
  NetFolder folder;
  OpenDevices open(folder);
  std::vector<float> images(7 * 72), rows(7 * 4), expected(7 * 4);
  std::vector<uint8_t> pixels(7 * 72);
  for (size_t i = 0; i < images.size(); ++i)
    images[i] = float(pixels[i] = uint8_t(i * 5 % 251)) / 255.0f;
  Answer answer = GENERATE(Answer::Logits, Answer::Probabilities);
  Outcome<LoadedNet> processor = LoadedNet::open(folder.path(), {1});
  REQUIRE(processor);
  CHECK(!processor->device());
  REQUIRE(!processor->run(images.data(), 7, answer, expected.data()));
  {
    Outcome<LoadedNet> net = LoadedNet::open(folder.path(), {3}, first);
    REQUIRE(net);
    CHECK(net->threads() == 3);
    REQUIRE(net->device());
    CHECK(net->device()->name() == "fake 0");
    CHECK(open.count() == 1);
    REQUIRE(!net->run(images.data(), 7, answer, rows.data()));
    CHECK(rows == expected);
    std::fill(rows.begin(), rows.end(), -1.0f);
    REQUIRE(!net->run(pixels.data(), 7, answer, rows.data()));
    CHECK(rows == expected);
  }
  CHECK(open.count() == 0);
}

TEST_CASE("a net that is not compiled for a device says how it would be", "[net]") {
  NetFolder folder;
  Failure failure = failureOf(folder.path(), first);
  CHECK(failure.blame == Blame::User);
  CHECK_THAT(failure.message, Contains("not for opencl") && Contains("--target host,opencl"));
  SetVariable devices("FAKE_DEVICES", "1");
  failure = failureOf(folder.path(), {"vulkan", 0});
  CHECK(failure.blame == Blame::User);
  CHECK_THAT(failure.message, Contains("x86-64-v2,opencl,cuda-80") && Contains("--target host,vulkan"));
}

TEST_CASE("a device that is not there is the outside world's fault, in the driver's words", "[net]") {
  SetVariable devices("FAKE_DEVICES", "1");
  NetFolder folder;
  auto [id, says] = GENERATE(std::pair(DeviceId{"opencl", 1}, "opencl: no such device"),
                             std::pair(DeviceId{"cuda", 0}, "cuda: no driver"));
  Failure failure = failureOf(folder.path(), id);
  CHECK(failure.blame == Blame::World);
  CHECK_THAT(failure.message, Contains(id.text()) && Contains(says) && Contains("resnetc devices"));
}

TEST_CASE("a device that fails while it runs is named, and closed", "[net]") {
  SetVariable devices("FAKE_DEVICES", "1");
  NetFolder folder;
  OpenDevices open(folder);
  {
    Outcome<LoadedNet> net = LoadedNet::open(folder.path(), {1}, first);
    REQUIRE(net);
    auto [status, says] = GENERATE(std::pair("12", "the fake is lost"), std::pair("14", "the fake is lost"),
                                   std::pair("5", "the processor lacks"));
    SetVariable lost("FAKE_DEVICE_STATUS", status);
    std::vector<float> images(72), rows(4);
    auto failure = net->run(images.data(), 1, Answer::Logits, rows.data());
    REQUIRE(failure);
    CHECK(failure->blame == Blame::World);
    CHECK_THAT(failure->message, Contains("running the net on opencl:0") && Contains(says));
  }
  CHECK(open.count() == 0);
}

TEST_CASE("run writes nothing when the device is missing or fails", "[net]") {
  NetFolder folder;
  RunOptions options;
  options.net = folder.path();
  options.input = folder.write("x.npy", makeNpy("<f4", "(4, 6, 3)", Bytes(72 * 4)));
  options.output = folder.path() / "y.npy";
  options.device = first;
  Capture capture;
  CHECK(runNet(options) == 1);
  {
    SetVariable none("FAKE_DEVICES", "0");
    CHECK(runNet(options) == 3);
  }
  SetVariable one("FAKE_DEVICES", "1");
  {
    SetVariable lost("FAKE_DEVICE_STATUS", "12");
    CHECK(runNet(options) == 3);
  }
  CHECK(!fs::exists(options.output));
  CHECK(runNet(options) == 0);
  capture.finish();
  CHECK(fs::exists(options.output));
}

TEST_CASE("bench on a device has times and no peak", "[net]") {
  SetVariable devices("FAKE_DEVICES", "2");
  NetFolder folder;
  BenchOptions options;
  options.net = folder.path();
  options.device = DeviceId{"opencl", 1};
  options.json = GENERATE(true, false);
  options.seconds = 0.02;
  Capture capture;
  int code = benchNet(options);
  capture.finish();
  CAPTURE(capture.error);
  REQUIRE(code == 0);
  if (!options.json) {
    CHECK_THAT(capture.out, Contains("on opencl:1, fake 1") && Contains("median") && !Contains("limit"));
    return;
  }
  auto json = nlohmann::json::parse(capture.out);
  CHECK(json["device"] == "opencl:1");
  CHECK(json["device_name"] == "fake 1");
  for (const char *known : {"n", "median_ms", "p90_ms", "gflops"})
    CHECK(json[known].get<double>() > 0);
  for (const char *unknown : {"threads", "peak_gflops", "of_direct_limit"})
    CHECK(json[unknown].is_null());
}

TEST_CASE("a processor's lack is told without the net's devices", "[net]") {
  SetVariable devices("FAKE_DEVICES", "1"), lack("FAKE_STATUS", "5"), forced("RESNETC_TARGET", "x86-64-v4");
  NetFolder folder;
  Outcome<LoadedNet> net = LoadedNet::open(folder.path(), {1});
  REQUIRE(net);
  std::vector<float> images(72), rows(4);
  auto failure = net->run(images.data(), 1, Answer::Logits, rows.data());
  REQUIRE(failure);
  CHECK_THAT(failure->message, Contains("compiled for x86-64-v2") && !Contains("opencl"));
}
