#include "runtime/training/CheckpointFolder.h"
#include "tests/unit/images/Pictures.h"
#include "tests/unit/training/ToyTraining.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <fstream>

using namespace resnetc;
namespace fs = std::filesystem;

namespace {

const CheckpointOwner owner{std::string(64, 'a'), "library"};

TrainState stateOf(int64_t step, int64_t bestStep = -1) {
  TrainState state;
  state.step = step;
  state.epoch = 2;
  state.stepInEpoch = 3;
  state.lossSum = 0.1 + 0.2;
  state.rate = std::nan("");
  state.bestStep = bestStep;
  state.callbacks = {{std::nan(""), 1}, {1.0 / 3, 0}};
  HistoryRow row;
  row.loss = 1.0 / 7;
  row.valLoss = std::numeric_limits<double>::infinity();
  state.history = {row};
  state.data = "prints";
  return state;
}

struct Numbers {
  std::vector<float> parameters{1, -2.5f, 3e-41f, std::nanf("")}, optimizer{4, 5};
  std::optional<Failure> save(CheckpointFolder &folder, const TrainState &state) {
    return folder.save(owner, {parameters.data(), 4}, {optimizer.data(), 2}, state);
  }
};

CheckpointFolder openFolder(const fs::path &path) {
  auto folder = CheckpointFolder::open(path);
  REQUIRE(folder);
  return std::move(*folder);
}

void overwrite(const fs::path &file, const std::string &bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

} // namespace

TEST_CASE("a state keeps every bit through its JSON, NaN and infinity too", "[training]") {
  TrainState state = stateOf(7);
  std::optional<TrainState> back = parseTrainState(printTrainState(state));
  REQUIRE(back);
  CHECK(printTrainState(*back) == printTrainState(state));
  CHECK(back->lossSum == 0.1 + 0.2);
  CHECK(std::isnan(back->rate));
  CHECK(std::isinf(*back->history[0].valLoss));
  CHECK(!back->history[0].valAccuracy);
  for (const char *bad : {"", "{", "[]", "{\"epoch\": \"x\"}", "null"})
    CHECK(!parseTrainState(bad));
}

TEST_CASE("a checkpoint gives back what was saved", "[training]") {
  TestFolder place;
  CheckpointFolder folder = openFolder(place.path() / "checkpoints");
  Numbers numbers;
  REQUIRE(!numbers.save(folder, stateOf(7)));
  std::vector<std::string> notices;
  auto loaded = folder.load(owner, 4, 2, notices);
  REQUIRE((loaded && *loaded));
  CHECK(std::memcmp((*loaded)->parameters.data(), numbers.parameters.data(), 16) == 0);
  CHECK((*loaded)->optimizer == numbers.optimizer);
  CHECK(printTrainState((*loaded)->state) == printTrainState(stateOf(7)));
  CHECK((*loaded)->owner.specHash == owner.specHash);
  CHECK(notices.empty());
  CHECK(contentOf(place.path() / "checkpoints/latest") == "ckpt-7\n");
}

TEST_CASE("the two newest checkpoints and the best one are kept", "[training]") {
  TestFolder place;
  CheckpointFolder folder = openFolder(place.path());
  Numbers numbers;
  for (int64_t step : {100, 200, 300, 400, 1000})
    REQUIRE(!numbers.save(folder, stateOf(step, step >= 200 ? 200 : -1)));
  CHECK(namesIn(place.path()) == std::vector<std::string>{"ckpt-1000", "ckpt-200", "ckpt-400", "latest"});
  CHECK(!folder.clear());
  CHECK(namesIn(place.path()).empty());
  std::vector<std::string> notices;
  auto none = folder.load(owner, 4, 2, notices);
  REQUIRE(none);
  CHECK(!*none);
}

TEST_CASE("a checkpoint that was cut short anywhere, or has any bit flipped, is passed over and that is said",
          "[training]") {
  TestFolder place;
  CheckpointFolder folder = openFolder(place.path());
  Numbers numbers;
  REQUIRE(!numbers.save(folder, stateOf(100)));
  REQUIRE(!numbers.save(folder, stateOf(200)));
  const std::string whole = contentOf(place.path() / "ckpt-200");
  auto fallsBack = [&] {
    std::vector<std::string> notices;
    auto loaded = folder.load(owner, 4, 2, notices);
    return loaded && *loaded && (*loaded)->state.step == 100 && notices.size() == 1 &&
           notices[0].find("/ckpt-200: ") != std::string::npos &&
           notices[0].find("; trying the one before") != std::string::npos;
  };
  for (size_t length = 0; length < whole.size(); length += 3) {
    overwrite(place.path() / "ckpt-200", whole.substr(0, length));
    CHECK(fallsBack());
  }
  for (size_t at = 0; at < whole.size(); ++at) {
    std::string hurt = whole;
    hurt[at] = char(hurt[at] ^ (1 << at % 8));
    overwrite(place.path() / "ckpt-200", hurt);
    CHECK(fallsBack());
  }
  overwrite(place.path() / "ckpt-200", whole + "x");
  CHECK(fallsBack());
  fs::remove(place.path() / "ckpt-200"); // `latest` names what is gone
  std::vector<std::string> notices;
  auto loaded = folder.load(owner, 4, 2, notices);
  CHECK((loaded && *loaded && (*loaded)->state.step == 100 && notices.empty()));
}

TEST_CASE("when no checkpoint can be read, that is an error and not a new beginning", "[training]") {
  TestFolder place;
  CheckpointFolder folder = openFolder(place.path());
  overwrite(place.path() / "ckpt-5", "junk");
  std::vector<std::string> notices;
  auto loaded = folder.load(owner, 4, 2, notices);
  REQUIRE(!loaded);
  CHECK(loaded.failure().blame == Blame::User);
  CHECK_THAT(loaded.failure().message, Catch::Contains("none of its checkpoints can be read"));
}

TEST_CASE("a checkpoint of another spec or size is refused, of another library told", "[training]") {
  TestFolder place;
  CheckpointFolder folder = openFolder(place.path());
  Numbers numbers;
  REQUIRE(!numbers.save(folder, stateOf(5)));
  std::vector<std::string> notices;
  CHECK_THAT(folder.load({"other", "library"}, 4, 2, notices).failure().message,
             Catch::EndsWith("ckpt-5: a checkpoint of another spec"));
  CHECK_THAT(folder.load(owner, 4, 3, notices).failure().message,
             Catch::Contains("4 parameters and 2 numbers of the optimizer, but the net has 4 and 3"));
  CHECK(notices.empty());
  CHECK(folder.load({owner.specHash, "newer"}, 4, 2, notices));
  REQUIRE(notices.size() == 1);
  CHECK_THAT(notices[0], Catch::Contains("the net was compiled anew"));
}

TEST_CASE("a folder serves one training at a time, and what was left half-written is removed", "[training]") {
  TestFolder place;
  overwrite(place.path() / "ckpt-9.tmp", "half");
  {
    CheckpointFolder folder = openFolder(place.path());
    CHECK(namesIn(place.path()).empty());
    auto second = CheckpointFolder::open(place.path());
    REQUIRE(!second);
    CHECK_THAT(second.failure().message, Catch::EndsWith("another training is writing here"));
  }
  CHECK(CheckpointFolder::open(place.path()));
}

TEST_CASE("a place that cannot be a folder is the user's fault", "[training]") {
  TestFolder place;
  overwrite(place.path() / "file", "x");
  auto folder = CheckpointFolder::open(place.path() / "file/checkpoints");
  REQUIRE(!folder);
  CHECK(folder.failure().blame == Blame::User);
}
