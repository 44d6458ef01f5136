#include "runtime/fitting/FitNet.h"
#include "runtime/net/LoadedNet.h"
#include "tests/unit/fitting/FittingFolder.h"
#include "tests/unit/net/Capture.h"
#include <catch2/catch.hpp>
#include <atomic>
#include <cmath>
#include <csignal>
#include <fstream>
#include <iterator>

using namespace resnetc;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

TrainData dataOf(const FittingFolder &folder, bool validation = true) {
  NetInput input;
  input.height = 4, input.width = 6, input.channels = 3, input.classes = 4;
  auto data = openTrainData(folder.data(), validation ? folder.data() : "", input);
  REQUIRE(data);
  return std::move(*data);
}

FitOptions optionsOf(const FittingFolder &folder) {
  FitOptions options;
  options.run = folder.path();
  options.threads = 1;
  options.train.schedule.rate = 0.5;
  options.train.momentum = 0.9;
  options.train.batch = 5;
  options.train.epochs = 6;
  options.train.workers = 1;
  return options;
}

struct Fitted {
  int code;
  std::string error;
};

Fitted fit(const FittingFolder &folder, const FitOptions &options) {
  TrainData data = dataOf(folder);
  Capture capture;
  int code = fitNet(options, data);
  capture.finish();
  CHECK(capture.out == "");
  return {code, capture.error};
}

/// Sends Ctrl-C when so many samples were read.
class InterruptingData : public DataSet {
public:
  InterruptingData(OwnedDataSet data, int after) : data(std::move(data)), left(after) { print = this->data->fingerprint(); }
  Kind kind() const override { return data->kind(); }
  int64_t size() const override { return data->size(); }
  int32_t label(int64_t sample) const override { return data->label(sample); }
  Outcome<Image> readPixels(int64_t sample) const override { return data->readPixels(sample); }
  std::vector<Failure> check(int threads) const override { return data->check(threads); }
  const float *values(int64_t sample) const override {
    if (--left == 0)
      std::raise(SIGINT);
    return data->values(sample);
  }

private:
  OwnedDataSet data;
  mutable std::atomic<int> left;
};

std::string contentOf(const fs::path &file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

} // namespace

TEST_CASE("a training leaves weights that the net's commands use", "[fitting]") {
  FittingFolder folder(false);
  Fitted fitted = fit(folder, optionsOf(folder));
  CAPTURE(fitted.error);
  REQUIRE(fitted.code == 0);
  for (const char *name : {"last.h5", "best.h5", "history.csv", "history.svg", "checkpoints/latest"})
    CHECK(fs::exists(folder.path() / name));
  CHECK_THAT(fitted.error, Contains("Epoch 6/6") && Contains("predict --net"));
  auto net = LoadedNet::open(folder.path(), {1});
  REQUIRE(net);
  CHECK(net->weights() == folder.path() / "last.h5");
  std::vector<float> images = brightImages(4), rows(16);
  REQUIRE(!net->run(images.data(), 4, Answer::Logits, rows.data()));
  std::vector<int32_t> labels = brightLabels(4);
  for (size_t i = 0; i < 4; ++i)
    CHECK(std::max_element(&rows[i * 4], &rows[i * 4] + 4) - &rows[i * 4] == labels[i]);
}

TEST_CASE("an interrupted training ends with 130 and goes on to the bits of one that was not", "[fitting]") {
  FittingFolder whole(false), cut(false);
  FitOptions options = optionsOf(whole);
  options.train.epochs = 20;
  REQUIRE(fit(whole, options).code == 0);
  options.run = cut.path();
  TrainData data = dataOf(cut);
  data.data = std::make_unique<InterruptingData>(std::move(data.data), 70);
  Capture capture;
  int code = fitNet(options, data);
  capture.finish();
  CHECK(code == 130);
  CHECK_THAT(capture.error, Contains("interrupted after step") && Contains("train --resume"));
  CHECK(contentOf(cut.path() / "last.h5") != contentOf(whole.path() / "last.h5"));
  options.resume = true;
  CHECK(fit(cut, options).code == 0);
  for (const char *name : {"last.h5", "best.h5"})
    CHECK(contentOf(cut.path() / name) == contentOf(whole.path() / name));
}

TEST_CASE("a finished training has nothing to go on with", "[fitting]") {
  FittingFolder folder(false);
  FitOptions options = optionsOf(folder);
  REQUIRE(fit(folder, options).code == 0);
  options.resume = true;
  Fitted again = fit(folder, options);
  CHECK(again.code == 0);
  CHECK_THAT(again.error, Contains("this training is finished"));
}

TEST_CASE("resumed without a checkpoint a training starts from the beginning", "[fitting]") {
  FittingFolder fresh(false), resumed(false);
  FitOptions options = optionsOf(fresh);
  REQUIRE(fit(fresh, options).code == 0);
  options.run = resumed.path();
  options.resume = true;
  Fitted fitted = fit(resumed, options);
  CHECK(fitted.code == 0);
  CHECK_THAT(fitted.error, Contains("from the beginning"));
  CHECK(contentOf(fresh.path() / "last.h5") == contentOf(resumed.path() / "last.h5"));
}

TEST_CASE("a loss that is no number ends with exit 1 where terminate-on-nan says so", "[fitting]") {
  FittingFolder folder(false);
  SetVariable status("FAKE_TRAIN_STATUS", "11");
  FitOptions options = optionsOf(folder);
  options.train.callbacks = {TerminateOnNanRule{}};
  Fitted fitted = fit(folder, options);
  CHECK(fitted.code == 1);
  CHECK_THAT(fitted.error, Contains("terminate-on-nan ends the training"));
  CHECK(!fs::exists(folder.path() / "last.h5"));
}

TEST_CASE("data are refused before a training when they do not fit", "[fitting]") {
  FittingFolder folder;
  NetInput input;
  input.height = 4, input.width = 6, input.channels = 3, input.classes = 2;
  auto data = openTrainData(folder.data(), "", input);
  REQUIRE(!data);
  CHECK_THAT(data.failure().message, Contains("label 2"));
  folder.write("x.npy", npyOfImages(std::vector<float>(22 * 72, NAN)));
  input.classes = 4;
  data = openTrainData(folder.data(), "", input);
  REQUIRE(!data);
  CHECK_THAT(data.failure().message, Contains("value nan in image 0"));
}

TEST_CASE("a folder of train and val is both sets", "[fitting]") {
  TestFolder folder;
  Bytes picture = encodePicture(drawPicture(4, 6), ".png");
  for (const char *file : {"train/a/1.png", "train/b/1.png", "train/b/2.png", "val/b/3.png"})
    folder.write(file, picture);
  NetInput input;
  input.height = input.resize.height = 4, input.width = input.resize.width = 6, input.channels = 3, input.classes = 2;
  auto data = openTrainData(folder.path().native(), "", input);
  REQUIRE(data);
  CHECK(data->data->size() == 3);
  REQUIRE(data->validation);
  CHECK(data->validation->size() == 1);
  CHECK(data->validation->label(0) == 1);
}
