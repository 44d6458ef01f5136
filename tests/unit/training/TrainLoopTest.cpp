#include "tests/unit/images/Pictures.h"
#include "tests/unit/training/ToyTraining.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <csignal>
#include <fstream>
#include <sys/wait.h>
#include <unistd.h>

using namespace resnetc;
namespace fs = std::filesystem;

namespace {

ToyResult uninterrupted(const TestFolder &place) {
  ToyTraining whole(place.path() / "whole");
  Outcome<TrainEnd> end = whole.train(false);
  REQUIRE(end);
  CHECK(*end == TrainEnd::Finished);
  return readToyResult(whole.run);
}

} // namespace

TEST_CASE("a training learns, and leaves weights, history, curves and checkpoints", "[training]") {
  TestFolder place;
  ToyTraining toy(place.path() / "run");
  toy.options.epochs = 8;
  toy.options.augment = {}; // a mirrored corner is another class's
  toy.options.schedule.rate = 0.1;
  REQUIRE(toy.train(false));
  CHECK(namesIn(toy.run) ==
        std::vector<std::string>{"best.h5", "checkpoints", "history.csv", "history.svg", "last.h5"});
  ToyResult result = readToyResult(toy.run);
  REQUIRE(result.state.history.size() == 8);
  CHECK(result.state.history.back().loss < 0.8 * result.state.history.front().loss);
  CHECK(result.state.finished);
  CHECK(result.last.size() == toy.net.parameters().size * 4);
  std::string csv = contentOf(toy.run / "history.csv");
  CHECK(csv == printHistory(result.state.history));
  CHECK(std::count(toy.shown.begin(), toy.shown.end(), '\n') >= 8);
  CHECK_THAT(toy.shown, Catch::Contains("Epoch 8/8 - ") && Catch::Contains(" - val_accuracy: ") &&
                            Catch::Contains("waiting for data "));
}

TEST_CASE("an epoch's loss is the mean of its steps' losses weighted by their images", "[training]") {
  TestFolder place;
  ToyTraining toy(place.path() / "run");
  toy.options.epochs = 1;
  toy.options.schedule.rate = 0; // then the epoch is one evaluation in four steps
  toy.options.augment = {};
  REQUIRE(toy.train(false));
  ToyNet same;
  std::vector<int32_t> labels;
  for (int64_t i = 0; i < toy.data->size(); ++i)
    labels.push_back(toy.data->label(i));
  StepNumbers numbers;
  StepMetrics metrics = *same.step(toy.data->values(0), labels.data(), int(labels.size()), numbers);
  HistoryRow row = readToyResult(toy.run).state.history[0];
  CHECK(row.loss == Approx(metrics.loss).epsilon(1e-6));
  CHECK(row.accuracy == double(metrics.correct) / 30);
}

TEST_CASE("each step gets its rate, with what plateaus took off, and its number", "[training]") {
  TestFolder place;
  ToyTraining toy(place.path() / "run");
  toy.options.callbacks = {PlateauRule{Monitor::ValAccuracy, 0.5, 1, 0}};
  toy.validation = toyData(1); // right or wrong: at most one epoch gets better
  REQUIRE(toy.train(false));
  REQUIRE(toy.net.seen.size() == 12);
  for (size_t step = 0; step < 12; ++step) {
    CHECK(toy.net.seen[step].step == int64_t(step));
    CHECK(toy.net.seen[step].momentum == 0.9);
  }
  CHECK(toy.net.seen[0].rate == 0.5);
  CHECK(toy.net.seen[4].rate == 0.5 / 1.04);
  CHECK(toy.net.seen[11].rate < 0.5 * 0.5 / 1.1);
}

TEST_CASE("interrupted after any step and resumed, a training gives the same bits", "[training]") {
  TestFolder place;
  ToyResult whole = uninterrupted(place);
  for (int64_t at = 1; at <= 12; ++at) {
    fs::path run = place.path() / std::to_string(at);
    ToyTraining first(run);
    first.net.afterStep = [&](int64_t step) {
      if (step == at)
        raise(at % 2 ? SIGINT : SIGTERM);
    };
    Outcome<TrainEnd> end = first.train(false);
    REQUIRE(end);
    CHECK(*end == TrainEnd::Interrupted);
    CHECK(first.net.seen.size() == size_t(at));
    CHECK(contentOf(run / "checkpoints/latest") == "ckpt-" + std::to_string(at) + "\n");
    CHECK_THAT(first.shown, Catch::Contains("interrupted after step " + std::to_string(at)));

    ToyTraining second(run);
    second.options.workers = 3;
    end = second.train(true);
    REQUIRE(end);
    CHECK(*end == TrainEnd::Finished);
    CHECK(second.net.seen.size() == size_t(12 - at));
    CHECK(readToyResult(run) == whole);
  }
}

TEST_CASE("interrupted again and again, a training still gives the same bits", "[training]") {
  TestFolder place;
  ToyResult whole = uninterrupted(place);
  TrainEnd end = TrainEnd::Interrupted;
  int parts = 0;
  for (; end == TrainEnd::Interrupted && parts < 20; ++parts) {
    ToyTraining part(place.path() / "run");
    part.net.afterStep = [](int64_t) { raise(SIGINT); };
    Outcome<TrainEnd> ended = part.train(true); // the first time there is nothing to resume
    REQUIRE(ended);
    end = *ended;
  }
  CHECK(parts == 13);
  CHECK(end == TrainEnd::Finished);
  CHECK(readToyResult(place.path() / "run") == whole);
}

TEST_CASE("a second signal ends the process at once with exit 130", "[training]") {
  TestFolder place;
  pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ToyTraining toy(place.path() / "run");
    toy.net.afterStep = [](int64_t step) {
      if (step == 2) {
        raise(SIGINT);
        raise(SIGINT);
      }
    };
    toy.train(false);
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 130);
  CHECK(namesIn(place.path() / "run/checkpoints").empty());
}

TEST_CASE("a finished training that is resumed says so and takes no step", "[training]") {
  TestFolder place;
  uninterrupted(place);
  ToyTraining again(place.path() / "whole");
  Outcome<TrainEnd> end = again.train(true);
  REQUIRE(end);
  CHECK(*end == TrainEnd::Finished);
  CHECK(again.net.seen.empty());
  CHECK_THAT(again.shown, Catch::Contains("this training is finished"));
}

TEST_CASE("a checkpoint of other data, seed or batch is not taken up", "[training]") {
  TestFolder place;
  uninterrupted(place);
  auto refusal = [&](auto change) {
    ToyTraining other(place.path() / "whole");
    change(other);
    Outcome<TrainEnd> end = other.train(true);
    REQUIRE(!end);
    CHECK(end.failure().blame == Blame::User);
    return end.failure().message;
  };
  CHECK_THAT(refusal([](ToyTraining &toy) { toy.data = toyData(30, 7); }), Catch::Contains("other data"));
  CHECK_THAT(refusal([](ToyTraining &toy) { toy.options.seed = 5; }), Catch::Contains("another seed (0)"));
  CHECK_THAT(refusal([](ToyTraining &toy) { toy.options.batch = 5; }), Catch::Contains("another batch size (8)"));
  CHECK_THAT(refusal([](ToyTraining &toy) { toy.owner.specHash = "x"; }), Catch::Contains("another spec"));
}

TEST_CASE("a new training in an old run's folder begins anew", "[training]") {
  TestFolder place;
  ToyResult whole = uninterrupted(place);
  ToyTraining again(place.path() / "whole");
  REQUIRE(again.train(false));
  CHECK(again.net.seen.size() == 12);
  CHECK(readToyResult(again.run) == whole);
}

TEST_CASE("the newest checkpoint damaged, a training goes on from the one before to the same bits", "[training]") {
  TestFolder place;
  ToyResult whole = uninterrupted(place);
  fs::path run = place.path() / "run";
  ToyTraining first(run);
  first.net.afterStep = [](int64_t step) {
    if (step == 8)
      raise(SIGINT);
  };
  REQUIRE(first.train(false));
  std::ofstream(run / "checkpoints/ckpt-8", std::ios::in | std::ios::binary).seekp(300) << "x";
  ToyTraining second(run);
  REQUIRE(second.train(true));
  CHECK_THAT(second.shown, Catch::Contains("ckpt-8: damaged"));
  CHECK(second.net.seen.front().step == 6);
  CHECK(readToyResult(run) == whole);
}

TEST_CASE("a limit of steps closes the epoch where it is", "[training]") {
  TestFolder place;
  ToyTraining toy(place.path() / "run");
  toy.options.steps = 6;
  Outcome<TrainEnd> end = toy.train(false);
  REQUIRE(end);
  CHECK(*end == TrainEnd::Finished);
  ToyResult result = readToyResult(toy.run);
  CHECK(result.state.step == 6);
  CHECK(result.state.history.size() == 2);
  CHECK(result.state.finished);
}

TEST_CASE("early stopping ends a training, and best.h5 keeps the best epoch's weights", "[training]") {
  TestFolder place;
  ToyTraining toy(place.path() / "run");
  toy.options.epochs = 50;
  toy.options.schedule.rate = 40; // far too much
  toy.options.callbacks = {EarlyStoppingRule{Monitor::ValLoss, 2}};
  Outcome<TrainEnd> end = toy.train(false);
  REQUIRE(end);
  CHECK(*end == TrainEnd::StoppedEarly);
  ToyResult result = readToyResult(toy.run);
  CHECK(result.state.finished);
  CHECK(result.best != result.last);
  CHECK(fs::exists(toy.run / "checkpoints" / ("ckpt-" + std::to_string(result.state.bestStep))));
  CHECK_THAT(toy.shown, Catch::Contains("early stopping: val_loss was best at "));
}

TEST_CASE("terminate-on-nan ends a training within the step, and the last checkpoint is sound", "[training]") {
  TestFolder place;
  ToyTraining toy(place.path() / "run");
  toy.net.nanAt = 4;
  toy.options.callbacks = {TerminateOnNanRule{}};
  Outcome<TrainEnd> end = toy.train(false);
  REQUIRE(end);
  CHECK(*end == TrainEnd::LossNotFinite);
  CHECK(toy.net.seen.size() == 5);
  CHECK(contentOf(toy.run / "checkpoints/latest") == "ckpt-4\n");
  CHECK_THAT(toy.shown, Catch::Contains("step 5: the loss is nan"));
}

TEST_CASE("without terminate-on-nan a training goes on, and its history says nan", "[training]") {
  TestFolder place;
  ToyTraining toy(place.path() / "run");
  toy.net.nanAt = 1;
  toy.validation.reset();
  toy.options.callbacks = {EarlyStoppingRule{Monitor::ValLoss, 0}};
  REQUIRE(toy.train(false));
  ToyResult result = readToyResult(toy.run);
  CHECK(std::isnan(result.state.history[0].loss));
  CHECK(result.state.bestStep > 4);
  CHECK_THAT(contentOf(toy.run / "history.csv"), Catch::Contains(",nan,,,"));
  CHECK_THAT(toy.shown, Catch::Contains("early-stopping watches val_loss, but there are no validation data"));
}

TEST_CASE("pictures that cannot be read end a training before its first step, all by name", "[training]") {
  TestFolder place;
  ToyTraining toy(place.path() / "run");
  for (int i = 0; i < 25; ++i)
    place.write("data/cat/bad" + std::to_string(i) + ".jpg", {'x'});
  auto set = openDataSet(place.path() / "data", toyInput());
  REQUIRE(set);
  toy.data = std::move(*set);
  Outcome<TrainEnd> end = toy.train(false);
  REQUIRE(!end);
  CHECK(end.failure().blame == Blame::User);
  CHECK_THAT(end.failure().message, Catch::Contains("bad0.jpg") && Catch::EndsWith("and 5 more"));
  CHECK(!fs::exists(toy.run));
}
