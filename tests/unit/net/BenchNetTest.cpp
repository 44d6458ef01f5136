#include "runtime/net/BenchNet.h"
#include "runtime/net/FmaPeak.h"
#include "tests/unit/net/Capture.h"
#include "tests/unit/net/NetFolder.h"
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace resnetc;

TEST_CASE("the figures of bench follow from the times", "[net]") {
  BenchResult result = summarizeBench({4, 1, 3, 2, 10, 6, 5, 7, 9, 8}, 2, 4, 1000000000, 100);
  CHECK(result.n == 10);
  CHECK(result.medianMs == Approx(5.5));
  CHECK(result.p90Ms == Approx(9));
  CHECK(result.gflops == Approx(4 / 5.5e-3));
  CHECK(result.peakGflops == Approx(400));
  CHECK(result.ofDirectLimit == Approx(5.5 / (4e9 / 400e6)));
  CHECK(summarizeBench({3}, 1, 1, 1, 1).medianMs == 3);
}

TEST_CASE("bench prints one object with consistent fields", "[net]") {
  NetFolder folder;
  BenchOptions options;
  options.net = folder.path();
  options.threads = 2;
  options.batch = 3;
  options.json = true;
  options.seconds = 0.02;
  Capture capture;
  int code = benchNet(options);
  capture.finish();
  CAPTURE(capture.error);
  REQUIRE(code == 0);
  auto json = nlohmann::json::parse(capture.out);
  for (const char *field :
       {"batch", "threads", "n", "median_ms", "p90_ms", "gflops", "peak_gflops", "of_direct_limit"}) {
    CAPTURE(field);
    CHECK(json[field].get<double>() > 0);
  }
  CHECK(json["batch"] == 3);
  CHECK(json["threads"] == 2);
  double peak = json["peak_gflops"], speed = json["gflops"];
  CHECK(json["of_direct_limit"].get<double>() == Approx(peak / speed));
}

TEST_CASE("a batch larger than the net's is refused with the largest", "[net]") {
  NetFolder folder;
  BenchOptions options;
  options.net = folder.path();
  options.threads = 1;
  options.batch = 4;
  Capture capture;
  int code = benchNet(options);
  capture.finish();
  CHECK(code == 1);
  CHECK_THAT(capture.error, Catch::Contains("--batch 4") && Catch::Contains("1 to 3"));
}

TEST_CASE("the peak of a core is a number that a core can have", "[net]") {
  double peak = measureFmaPeak(0.005);
  CHECK(peak > 0.1);
  CHECK(peak < 2000);
}
