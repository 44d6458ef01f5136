#include "runtime/fitting/TrainRun.h"
#include "runtime/net/ClassNames.h"
#include "runtime/training/CheckpointFolder.h"
#include "tests/unit/images/Pictures.h"
#include <catch2/catch.hpp>

using namespace resnetc;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

Bytes bytesOf(const std::string &text) { return {text.begin(), text.end()}; }

std::string refusalOf(const fs::path &folder) {
  auto run = readTrainRun(folder);
  REQUIRE(!run);
  CHECK(run.failure().blame == Blame::User);
  return run.failure().message;
}

} // namespace

TEST_CASE("the options of a training read back as they were", "[fitting]") {
  TestFolder folder;
  TrainRun run;
  run.spec = "name: x\ntrain:\n  seed: 1\n";
  run.data = "/a b/ü,x.npy,/y\n.npy";
  run.validation = "/v";
  run.weights = "/w.h5";
  run.kernels = GENERATE(Kernels::Auto, Kernels::Tf, Kernels::Th);
  run.newHead = run.strictMath = true;
  run.threads = 3;
  run.device = DeviceId{"vulkan", 1};
  run.steps = int64_t(1) << 40;
  run.checkpointSteps = 0;
  CHECK(!isTrainRun(folder.path()));
  REQUIRE(!writeTrainRun(folder.path(), run));
  CHECK(isTrainRun(folder.path()));
  auto read = readTrainRun(folder.path());
  REQUIRE(read);
  CHECK(read->spec == run.spec);
  CHECK(read->data == run.data);
  CHECK(read->validation == run.validation);
  CHECK(read->weights == run.weights);
  CHECK(read->kernels == run.kernels);
  CHECK(read->newHead);
  CHECK(read->strictMath);
  CHECK(read->threads == 3);
  REQUIRE(read->device);
  CHECK(read->device->text() == "vulkan:1");
  CHECK(read->steps == run.steps);
  CHECK(read->checkpointSteps == 0);
}

TEST_CASE("a folder that is no training's is refused with what it lacks", "[fitting]") {
  TestFolder folder;
  CHECK_THAT(refusalOf(folder.path() / "absent"), Contains("absent: no such folder"));
  CHECK_THAT(refusalOf(folder.path()), Contains("not the folder of a training") && Contains("train-options.json"));
  std::string text = GENERATE("", "{", "[]", "{\"version\": 1}", "{\"version\": 1, \"spec\": 5}");
  folder.write(trainRunFile, bytesOf(text));
  CHECK_THAT(refusalOf(folder.path()), Contains("train-options.json: damaged"));
  folder.write(trainRunFile, bytesOf("{\"version\": 2}"));
  CHECK_THAT(refusalOf(folder.path()), Contains("another version"));
}

TEST_CASE("names that JSON cannot hold are refused, not changed", "[fitting]") {
  TestFolder folder;
  TrainRun run;
  run.data = "/\xff";
  auto failure = writeTrainRun(folder.path(), run);
  REQUIRE(failure);
  CHECK(failure->blame == Blame::User);
  CHECK(!isTrainRun(folder.path()));
}

TEST_CASE("a new training empties the folder of the one before, and of nothing else", "[fitting]") {
  TestFolder folder;
  fs::path run = folder.path() / "run";
  REQUIRE(!beginTrainRun(run, "net"));
  REQUIRE(!writeTrainRun(run, {}));
  for (const char *name : {"last.h5", "best.h5", "history.csv", "history.svg", "net.safetensors", "classes.txt",
                           "other.safetensors", "notes.txt"})
    folder.write("run/" + std::string(name), {'x'});
  {
    auto checkpoints = CheckpointFolder::open(run / "checkpoints");
    REQUIRE(checkpoints);
    float value = 1;
    REQUIRE(!checkpoints->save({"s", "l"}, {&value, 1}, {&value, 1}, {}));
    auto failure = beginTrainRun(run, "net");
    REQUIRE(failure); // someone trains there
    CHECK_THAT(failure->message, Contains("another training"));
    CHECK(fs::exists(run / "last.h5"));
  }
  REQUIRE(!beginTrainRun(run, "net"));
  std::vector<std::string> left;
  for (const fs::directory_entry &entry : fs::recursive_directory_iterator(run))
    left.push_back(entry.path().filename().native());
  std::sort(left.begin(), left.end());
  CHECK(left == std::vector<std::string>{"checkpoints", "notes.txt", "other.safetensors"});
}

TEST_CASE("a user's own classes.txt outlives the first training", "[fitting]") {
  TestFolder folder;
  folder.write("classes.txt", {'a', '\n'});
  REQUIRE(!beginTrainRun(folder.path(), "net"));
  REQUIRE(!writeTrainedNames(folder.path(), {}, 1));
  CHECK(fs::exists(folder.path() / "classes.txt"));
}

TEST_CASE("the classes' names read back, whatever is in them; missing ones are numbers", "[fitting]") {
  TestFolder folder;
  std::vector<std::string> names = GENERATE(
      std::vector<std::string>{"cat", "dog"}, std::vector<std::string>{"[x", "y "}, std::vector<std::string>{"a\nb", "é"});
  REQUIRE(!writeTrainedNames(folder.path(), names, 3));
  auto read = readClassNames(findClassNames(folder.path()), 3);
  REQUIRE(read);
  names.push_back("class 2");
  CHECK(*read == names);
}
