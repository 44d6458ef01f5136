#include "runtime/net/Npy.h"
#include "runtime/net/RunNet.h"
#include "tests/unit/net/Capture.h"
#include "tests/unit/net/NetFolder.h"
#include <catch2/catch.hpp>

using namespace resnetc;
using Catch::Contains;

namespace {

struct Answered {
  int code;
  std::string error;
};

Answered run(const RunOptions &options) {
  Capture capture;
  int code = runNet(options);
  capture.finish();
  CHECK(capture.out == "");
  return {code, capture.error};
}

} // namespace

TEST_CASE("run writes a row of outputs for each image", "[net]") {
  NetFolder folder;
  auto [type, shape, n] = GENERATE(std::tuple("<f4", "(5, 4, 6, 3)", 5), std::tuple("<f4", "(4, 6, 3)", 1),
                                   std::tuple("|u1", "(2, 4, 6, 3)", 2), std::tuple("<f4", "(0, 4, 6, 3)", 0));
  bool bytes = std::string(type) == "|u1";
  Bytes data = bytes ? Bytes(size_t(n) * 72, 51) : bytesOfFloats(std::vector<float>(size_t(n) * 72, 0.2f));
  RunOptions options;
  options.net = folder.path();
  options.input = folder.write("x.npy", makeNpy(type, shape, data));
  options.output = folder.path() / "y.npy";
  options.logits = true;
  options.threads = 1;
  Answered answered = run(options);
  CAPTURE(answered.error);
  REQUIRE(answered.code == 0);
  Outcome<NpyArray> rows = readNpy(options.output);
  REQUIRE(rows);
  CHECK(rows->shape == std::vector<int64_t>{n, 4});
  for (int i = 0; i < n; ++i)
    CHECK(rows->floats()[i * 4 + 1] == Approx(0.2));
}

TEST_CASE("an array of another shape is refused with both shapes, and nothing is written", "[net]") {
  NetFolder folder;
  RunOptions options;
  options.net = folder.path();
  options.output = folder.path() / "y.npy";
  options.threads = 1;
  options.input = folder.write("x.npy", makeNpy("<f4", "(2, 3, 4, 6)", Bytes(2 * 72 * 4)));
  Answered answered = run(options);
  CHECK(answered.code == 1);
  CHECK_THAT(answered.error, Contains("error: ") && Contains("(2, 3, 4, 6)") && Contains("float32 (N, 4, 6, 3)"));
  options.input = folder.path() / "absent.npy";
  answered = run(options);
  CHECK(answered.code == 1);
  CHECK_THAT(answered.error, Contains("absent.npy"));
  CHECK(!std::filesystem::exists(options.output));
}

TEST_CASE("an output that cannot be written is the outside world's or the user's fault", "[net]") {
  NetFolder folder;
  RunOptions options;
  options.net = folder.path();
  options.threads = 1;
  options.input = folder.write("x.npy", makeNpy("<f4", "(4, 6, 3)", Bytes(72 * 4)));
  options.output = folder.path() / "absent" / "y.npy";
  CHECK(run(options).code == 1);
  options.output = "/dev/full";
  Answered answered = run(options);
  CHECK(answered.code == 3);
  CHECK_THAT(answered.error, Contains("/dev/full: cannot be written: No space left"));
}
