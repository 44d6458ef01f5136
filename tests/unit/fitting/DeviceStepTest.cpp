#include "runtime/fitting/DeviceStep.h"
#include "runtime/fitting/EvaluateNet.h"
#include "runtime/fitting/FitNet.h"
#include "runtime/fitting/GradientsNet.h"
#include "runtime/fitting/LibraryStep.h"
#include "tests/unit/fitting/FittingFolder.h"
#include "tests/unit/net/Capture.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <iterator>

using namespace resnetc;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

const DeviceId first{"opencl", 0};

std::unique_ptr<DeviceStep> open(const FittingFolder &folder) {
  auto net = DeviceStep::open(folder.path(), 0, first);
  REQUIRE(net);
  return std::move(*net);
}

void train(TrainStep &net, int from, int to) {
  std::vector<float> images = brightImages(5);
  std::vector<int32_t> labels = brightLabels(5);
  for (int step = from; step < to; ++step) {
    StepNumbers numbers;
    numbers.rate = 0.1;
    numbers.momentum = 0.9;
    numbers.step = step;
    REQUIRE(net.step(images.data(), labels.data(), 5, numbers));
  }
}

std::vector<float> copyOf(FloatSpan span) { return {span.data, span.data + span.size}; }

std::string contentOf(const fs::path &file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

struct Called {
  int code;
  std::string out, error;
};

template <class Command> Called call(const Command &command) {
  Capture capture;
  int code = command();
  capture.finish();
  return {code, capture.out, capture.error};
}

Called fit(const FittingFolder &folder, FitOptions options) {
  NetInput input;
  input.height = 4, input.width = 6, input.channels = 3, input.classes = 4;
  auto data = openTrainData(folder.data(), folder.data(), input);
  REQUIRE(data);
  options.run = folder.path();
  options.threads = options.train.workers = 1;
  options.train.schedule.rate = 0.5;
  options.train.momentum = 0.9;
  options.train.batch = 5;
  options.train.epochs = 6;
  return call([&] { return fitNet(options, *data); });
}

} // namespace

TEST_CASE("a device's steps are the processor's, and its numbers come back when they are asked for", "[fitting]") {
  SetVariable devices("FAKE_DEVICES", "1");
  FittingFolder folder;
  auto net = open(folder);
  auto processor = LibraryStep::open(folder.path(), 0, 1);
  REQUIRE(processor);
  std::vector<float> before = copyOf(net->parameters());
  train(*net, 0, 10);
  train(**processor, 0, 10);
  CHECK(copyOf(net->parameters()) == before); // they are in the device
  REQUIRE(!net->fetch());
  CHECK(copyOf(net->parameters()) == copyOf((*processor)->parameters()));
  CHECK(copyOf(net->optimizer()) == copyOf((*processor)->optimizer()));
}

TEST_CASE("answers between steps are those of the parameters in the device as they are now", "[fitting]") {
  SetVariable devices("FAKE_DEVICES", "1");
  FittingFolder folder;
  auto net = open(folder);
  auto processor = LibraryStep::open(folder.path(), 0, 1);
  REQUIRE(processor);
  std::vector<float> images = brightImages(7), rows(7 * 4), expected(7 * 4);
  for (int step : {0, 3, 5}) {
    train(*net, step, step + 2);
    train(**processor, step, step + 2);
    REQUIRE(!net->logits(images.data(), 7, rows.data()));
    REQUIRE(!(*processor)->logits(images.data(), 7, expected.data()));
    CHECK(rows == expected);
  }
}

TEST_CASE("numbers that are put in before the first step go on to the bits of a training that was not cut",
          "[fitting]") {
  SetVariable devices("FAKE_DEVICES", "1");
  FittingFolder folder;
  auto whole = open(folder), cut = open(folder), resumed = open(folder);
  train(*whole, 0, 8);
  train(*cut, 0, 3);
  REQUIRE(!whole->fetch());
  REQUIRE(!cut->fetch());
  std::copy_n(cut->parameters().data, cut->parameters().size, resumed->parameters().data);
  std::copy_n(cut->optimizer().data, cut->optimizer().size, resumed->optimizer().data);
  train(*resumed, 3, 8);
  REQUIRE(!resumed->fetch());
  CHECK(copyOf(resumed->parameters()) == copyOf(whole->parameters()));
  CHECK(copyOf(resumed->optimizer()) == copyOf(whole->optimizer()));
}

TEST_CASE("on a device a loss that is no number is told as one, and a device that fails ends the step", "[fitting]") {
  SetVariable devices("FAKE_DEVICES", "1");
  FittingFolder folder;
  auto net = open(folder);
  std::vector<float> images = brightImages(1);
  int32_t label = 0;
  train(*net, 0, 1);
  {
    SetVariable status("FAKE_TRAIN_STATUS", "11");
    auto metrics = net->step(images.data(), &label, 1, {});
    REQUIRE(metrics);
    CHECK(std::isnan(metrics->loss));
  }
  SetVariable lost("FAKE_DEVICE_STATUS", "12");
  auto metrics = net->step(images.data(), &label, 1, {});
  REQUIRE(!metrics);
  CHECK(metrics.failure().blame == Blame::World);
  CHECK_THAT(metrics.failure().message, Contains("step of training on opencl:0") && Contains("the fake is lost"));
  auto failure = net->fetch();
  REQUIRE(failure);
  CHECK_THAT(failure->message, Contains("bringing the parameters back from opencl:0"));
}

TEST_CASE("a net without the device, and without training, is refused before a step", "[fitting]") {
  FittingFolder folder;
  CHECK(DeviceStep::open(folder.path(), 0, first).failure().blame == Blame::User);
  SetVariable devices("FAKE_DEVICES", "0");
  CHECK(DeviceStep::open(folder.path(), 0, first).failure().blame == Blame::World);
  SetVariable one("FAKE_DEVICES", "1"), inference("FAKE_INFERENCE", "1");
  CHECK_THAT(DeviceStep::open(folder.path(), 0, first).failure().message, Contains("--train N"));
}

TEST_CASE("a training on a device writes what one on the processor writes", "[fitting]") {
  SetVariable devices("FAKE_DEVICES", "1");
  FittingFolder processor(false), device(false), cut(false);
  FitOptions options;
  REQUIRE(fit(processor, options).code == 0);
  options.device = first;
  Called fitted = fit(device, options);
  CAPTURE(fitted.error);
  REQUIRE(fitted.code == 0);
  CHECK_THAT(fitted.error, Contains("on opencl:0, fake 0"));
  for (const char *name : {"last.h5", "best.h5"})
    CHECK(contentOf(device.path() / name) == contentOf(processor.path() / name));
  options.train.steps = 13;
  REQUIRE(fit(cut, options).code == 0);
  CHECK(contentOf(cut.path() / "last.h5") != contentOf(device.path() / "last.h5"));
}

TEST_CASE("a device that is lost ends a training with 3, and its checkpoint goes on", "[fitting]") {
  SetVariable devices("FAKE_DEVICES", "1");
  FittingFolder whole(false), cut(false);
  FitOptions options;
  options.device = first;
  REQUIRE(fit(whole, options).code == 0);
  {
    SetVariable lost("FAKE_DEVICE_STEPS", "14");
    Called fitted = fit(cut, options);
    CHECK(fitted.code == 3);
    CHECK_THAT(fitted.error, Contains("the fake is lost"));
  }
  options.resume = true;
  Called fitted = fit(cut, options);
  CAPTURE(fitted.error);
  CHECK(fitted.code == 0);
  CHECK_THAT(fitted.error, Contains("resumed at epoch"));
  for (const char *name : {"last.h5", "best.h5"})
    CHECK(contentOf(cut.path() / name) == contentOf(whole.path() / name));
}

TEST_CASE("evaluate and gradients on a device tell what the processor tells", "[fitting]") {
  SetVariable devices("FAKE_DEVICES", "1");
  FittingFolder folder;
  EvaluateNetOptions evaluating{folder.path(), folder.data(), true, 1, std::nullopt};
  Called processor = call([&] { return evaluateNet(evaluating); });
  evaluating.device = first;
  Called device = call([&] { return evaluateNet(evaluating); });
  CHECK(device.code == 0);
  CHECK(device.out == processor.out);

  GradientsOptions options{folder.path(), folder.write("gx.npy", npyOfImages(brightImages(4))),
                           folder.write("gy.npy", npyOfLabels(brightLabels(4))), folder.path() / "g.h5", 1,
                           std::nullopt};
  REQUIRE(call([&] { return gradientsNet(options); }).code == 0);
  options.output = folder.path() / "h.h5";
  options.device = DeviceId{"opencl", 1};
  CHECK(call([&] { return gradientsNet(options); }).code == 3);
  CHECK(!fs::exists(options.output));
  options.device = first;
  REQUIRE(call([&] { return gradientsNet(options); }).code == 0);
  CHECK(contentOf(folder.path() / "g.h5") == contentOf(folder.path() / "h.h5"));
}
