#include "runtime/net/LoadedNet.h"
#include "runtime/net/CommandReport.h"
#include "tests/unit/net/Capture.h"
#include "tests/unit/net/NetFolder.h"
#include <catch2/catch.hpp>

using namespace resnetc;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

Failure failureOf(const fs::path &net) {
  Outcome<LoadedNet> loaded = LoadedNet::open(net, {1});
  REQUIRE(!loaded);
  return loaded.failure();
}

/// n images whose channel c is (image + c) / 10 everywhere.
std::vector<float> makeImages(int n) {
  std::vector<float> images(size_t(n) * 4 * 6 * 3);
  for (size_t i = 0; i < images.size(); ++i)
    images[i] = float(i / 72 + i % 3) / 10;
  return images;
}

} // namespace

TEST_CASE("a net is opened by its folder or by its library", "[net]") {
  NetFolder folder;
  fs::path path = GENERATE(0, 1) ? folder.path() : folder.path() / "libfake.so";
  Outcome<LoadedNet> net = LoadedNet::open(path, {1});
  REQUIRE(net);
  CHECK(std::string(net->table().name) == "fake");
  CHECK(net->folder() == folder.path());
  CHECK(!net->isUntrained());
}

TEST_CASE("any number of images runs in calls of at most max_batch", "[net]") {
  NetFolder folder;
  int threads = GENERATE(1, 2, 64), n = GENERATE(0, 1, 3, 7);
  Outcome<LoadedNet> net = LoadedNet::open(folder.path(), {threads});
  REQUIRE(net);
  CHECK(net->threads() == threads);
  std::vector<float> rows(size_t(n) * 4, -1);
  REQUIRE(!net->run(makeImages(n).data(), n, Answer::Logits, rows.data()));
  for (int i = 0; i < n; ++i) {
    for (int k = 0; k < 3; ++k)
      CHECK(rows[size_t(i) * 4 + k] == Approx((i + k) / 10.0));
    CHECK(rows[size_t(i) * 4 + 3] == Approx(0.5));
  }
}

TEST_CASE("pixels go through the net's preprocessing", "[net]") {
  NetFolder folder;
  Outcome<LoadedNet> net = LoadedNet::open(folder.path(), {1});
  REQUIRE(net);
  std::vector<uint8_t> pixels(5 * 72, 51);
  std::vector<float> rows(5 * 4);
  REQUIRE(!net->run(pixels.data(), 5, Answer::Logits, rows.data()));
  CHECK(rows[4 * 4] == Approx(0.2));
  REQUIRE(!net->run(pixels.data(), 5, Answer::Probabilities, rows.data()));
  CHECK(rows[16] + rows[17] + rows[18] + rows[19] == Approx(1));
}

TEST_CASE("a net outlives the outcome that it is moved out of", "[net]") {
  NetFolder folder;
  auto open = [&] {
    Outcome<LoadedNet> net = LoadedNet::open(folder.path(), {2});
    REQUIRE(net);
    return std::move(*net);
  };
  LoadedNet net = open();
  std::vector<float> rows(4);
  CHECK(!net.run(makeImages(1).data(), 1, Answer::Logits, rows.data()));
}

TEST_CASE("without a weights file values come from seed 0, and the commands say so", "[net]") {
  NetFolder folder(false);
  Capture capture;
  Outcome<LoadedNet> net = openForCommand(folder.path(), {1});
  capture.finish();
  REQUIRE(net);
  CHECK(net->isUntrained());
  CHECK(capture.error == "fake: no weights: values are initialised from seed 0, so predictions mean nothing\n");
  std::vector<float> rows(4);
  REQUIRE(!net->run(std::vector<float>(72, 0).data(), 1, Answer::Logits, rows.data()));
  CHECK(rows == std::vector<float>{2, 3, 4, 0}); // the biases of initialize(0): 12 % 5 …
}

TEST_CASE("a weights file of another net is refused and names tensor and file", "[net]") {
  NetFolder folder(false);
  folder.writeWeights("other/kernel");
  Failure failure = failureOf(folder.path());
  CHECK(failure.blame == Blame::User);
  CHECK_THAT(failure.message, Contains("fake.safetensors") && Contains("fc/kernel"));
  folder.write("fake.safetensors", {'<', 'h', 't', 'm', 'l', '>'});
  CHECK_THAT(failureOf(folder.path()).message, Contains("fake.safetensors"));
  fs::remove(folder.path() / "fake.safetensors");
  fs::create_symlink("nowhere", folder.path() / "fake.safetensors");
  CHECK_THAT(failureOf(folder.path()).message, Contains("fake.safetensors"));
}

TEST_CASE("a folder with several libraries is the one that has a manifest", "[net]") {
  NetFolder folder;
  folder.write("libother.so", {});
  CHECK(LoadedNet::open(folder.path(), {1}));
  fs::remove(folder.path() / "fake.json");
  CHECK_THAT(failureOf(folder.path()).message, Contains("several nets") && Contains("libfake.so, libother.so"));
}

TEST_CASE("a library with a long name is found, and refused only because it was renamed", "[net]") {
  NetFolder folder;
  fs::path renamed = folder.path() / "libnet_with_a_name_longer_than_a_short_string.so";
  fs::rename(folder.path() / "libfake.so", renamed);
  for (const fs::path &net : {folder.path(), renamed}) {
    Outcome<LoadedNet> opened = LoadedNet::open(net, {1});
    REQUIRE(!opened);
    CHECK_THAT(opened.failure().message, Contains("no function net_with_a_name_longer_than_a_short_string_net"));
  }
}

TEST_CASE("what is no net is named with the reason", "[net]") {
  TestFolder folder;
  CHECK_THAT(failureOf(folder.path()).message, Contains("no compiled net") && Contains("resnetc compile"));
  CHECK_THAT(failureOf(folder.path() / "absent").message, Contains("absent: no such file"));
  CHECK_THAT(failureOf(folder.write("net.yaml", {})).message, Contains("not a compiled net"));
  CHECK_THAT(failureOf(folder.write("libnet.so", {1, 2})).message, Contains("is no library"));
  fs::copy_file(RESNETC_FAKE_NET, folder.path() / "librenamed.so");
  CHECK_THAT(failureOf(folder.path() / "librenamed.so").message, Contains("renamed_net"));
}

TEST_CASE("a library of another version of the interface is refused", "[net]") {
  NetFolder folder;
  SetVariable version("FAKE_ABI", "2");
  CHECK_THAT(failureOf(folder.path()).message, Contains("version 2") && Contains("compile the net again"));
}

TEST_CASE("a status becomes a sentence and a blame", "[net]") {
  NetFolder folder;
  Outcome<LoadedNet> net = LoadedNet::open(folder.path(), {1});
  REQUIRE(net);
  auto [status, blame] = GENERATE(std::pair("5", Blame::World), std::pair("6", Blame::World),
                                  std::pair("11", Blame::User), std::pair("99", Blame::Bug),
                                  std::pair("1", Blame::Bug));
  SetVariable variable("FAKE_STATUS", status);
  std::vector<float> rows(4);
  auto failure = net->run(makeImages(1).data(), 1, Answer::Logits, rows.data());
  REQUIRE(failure);
  CHECK(failure->blame == blame);
  CHECK_THAT(failure->message, Contains("fake: running the net: ") && Contains(std::string("status ") + status));
}
