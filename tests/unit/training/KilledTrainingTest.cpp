#include "runtime/training/CounterRandom.h"
#include "tests/unit/images/Pictures.h"
#include "tests/unit/training/FaultySystem.h"
#include "tests/unit/training/ToyTraining.h"
#include <catch2/catch.hpp>
#include <cerrno>
#include <csignal>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace resnetc;
namespace fs = std::filesystem;

namespace {

/// Trains in a process of its own, with `before` called there; its wait status.
template <class Before> int trainInChild(const fs::path &run, int microseconds, Before before) {
  pid_t child = fork();
  if (child == 0) {
    ToyTraining toy(run);
    before(toy);
    Outcome<TrainEnd> end = toy.train(true);
    _exit(end ? 0 : int(end.failure().blame));
  }
  if (microseconds > 0) {
    usleep(useconds_t(microseconds));
    kill(child, SIGKILL);
  }
  int status = -1;
  waitpid(child, &status, 0);
  return status;
}

/// Calls of write, fsync and rename that a whole training makes.
int countCalls(const fs::path &run) {
  ToyTraining toy(run);
  armFault(Fault::None, 0);
  Outcome<TrainEnd> end = toy.train(false);
  int calls = disarmFault();
  REQUIRE(end);
  return calls;
}

bool hasLeftovers(const fs::path &folder) {
  for (const std::string &name : namesIn(folder))
    if (name.find(".tmp") != std::string::npos || name.find(".resnetc-") != std::string::npos)
      return true;
  return false;
}

} // namespace

TEST_CASE("killed twenty times, half of them inside a write, fsync or rename, a training resumes to the same bits",
          "[training]") {
  TestFolder place;
  int calls = countCalls(place.path() / "whole");
  REQUIRE(calls > 60);
  ToyResult whole = readToyResult(place.path() / "whole");
  uint64_t key = randomKey("kills", 0);
  int kills = 0, finished = 0;
  for (int attempt = 0; kills < 20 && attempt < 300; ++attempt) {
    fs::path run = place.path() / std::to_string(finished);
    uint64_t bits = randomBits(key, uint64_t(attempt));
    bool inside = attempt % 2 == 0;
    int nth = 1 + int(randomBelow(bits, calls / 3)), delay = 1 + int(randomBelow(bits, 60000));
    int status = trainInChild(run, inside ? 0 : delay, [&](ToyTraining &toy) {
      if (inside)
        armFault(Fault::Kill, nth);
      else
        toy.net.afterStep = [](int64_t) { usleep(3000); };
    });
    if (WIFSIGNALED(status)) {
      CHECK(WTERMSIG(status) == SIGKILL);
      ++kills;
      continue;
    }
    REQUIRE(WEXITSTATUS(status) == 0);
    CHECK(readToyResult(run) == whole);
    ++finished;
  }
  CHECK(kills == 20);
  fs::path run = place.path() / std::to_string(finished);
  ToyTraining last(run);
  Outcome<TrainEnd> end = last.train(true);
  REQUIRE(end);
  CHECK(readToyResult(run) == whole);
  CHECK(!hasLeftovers(run));
  CHECK(!hasLeftovers(run / "checkpoints"));
}

TEST_CASE("killed at each call of a checkpoint's writing, the training resumes to the same bits", "[training]") {
  TestFolder place;
  countCalls(place.path() / "whole");
  ToyResult whole = readToyResult(place.path() / "whole");
  // The first checkpoint, after step 3, takes 8 calls and `latest` 5: five writes, fsync, rename, fsync of the
  // folder; two writes, fsync, rename, fsync.
  for (int nth = 1; nth <= 13; ++nth) {
    fs::path run = place.path() / std::to_string(nth);
    int status = trainInChild(run, 0, [&](ToyTraining &) { armFault(Fault::Kill, nth); });
    CHECK(WIFSIGNALED(status));
    bool renamed = nth > 7;
    CHECK(fs::exists(run / "checkpoints/ckpt-3") == renamed);
    ToyTraining second(run);
    REQUIRE(second.train(true));
    CHECK(second.net.seen.size() == (renamed ? 9 : 12));
    CHECK(readToyResult(run) == whole);
  }
}

TEST_CASE("a full or failing disk at any call ends in a message, loses nothing, and can be resumed", "[training]") {
  TestFolder place;
  int calls = countCalls(place.path() / "whole");
  ToyResult whole = readToyResult(place.path() / "whole");
  int failures = 0;
  for (int nth = 1; nth <= calls; nth += 4) {
    fs::path run = place.path() / std::to_string(nth);
    ToyTraining first(run);
    armFault(Fault::Fail, nth, nth % 8 == 1 ? ENOSPC : EIO);
    Outcome<TrainEnd> end = first.train(false);
    disarmFault();
    if (!end) { // a folder's sync that fails is no failure of a small file
      CHECK(end.failure().blame == Blame::World);
      CHECK_THAT(end.failure().message, Catch::Contains(": cannot be written: "));
      ++failures;
    }
    CHECK(!hasLeftovers(run));
    CHECK(!hasLeftovers(run / "checkpoints"));
    ToyTraining second(run);
    REQUIRE(second.train(true));
    CHECK(readToyResult(run) == whole);
  }
  CHECK(failures > 20);
}

TEST_CASE("short writes and interrupted calls go unnoticed", "[training]") {
  TestFolder place;
  countCalls(place.path() / "whole");
  ToyResult whole = readToyResult(place.path() / "whole");
  for (int nth : {1, 2, 3, 6, 9}) {
    fs::path run = place.path() / std::to_string(nth);
    for (Fault fault : {Fault::Short, Fault::Interrupt}) {
      ToyTraining toy(run);
      armFault(fault, nth);
      Outcome<TrainEnd> end = toy.train(false);
      disarmFault();
      REQUIRE(end);
      CHECK(readToyResult(run) == whole);
    }
  }
}

TEST_CASE("a limit on the size of files is an error with a message, and the checkpoint before stays", "[training]") {
  TestFolder place;
  countCalls(place.path() / "whole");
  ToyResult whole = readToyResult(place.path() / "whole");
  fs::path run = place.path() / "run";
  ToyTraining first(run);
  first.net.afterStep = [](int64_t step) {
    if (step == 2)
      raise(SIGINT);
  };
  REQUIRE(first.train(false));
  int status = trainInChild(run, 0, [](ToyTraining &) {
    rlimit limit{200, 200};
    setrlimit(RLIMIT_FSIZE, &limit);
  });
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 3);
  CHECK(namesIn(run / "checkpoints") == std::vector<std::string>{"ckpt-2", "latest"});
  ToyTraining third(run);
  REQUIRE(third.train(true));
  CHECK(readToyResult(run) == whole);
}
