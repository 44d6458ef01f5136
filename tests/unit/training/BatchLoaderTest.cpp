#include "runtime/training/BatchLoader.h"
#include "runtime/training/EpochOrder.h"
#include "tests/unit/images/Pictures.h"
#include "tests/unit/training/ToyTraining.h"
#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

using namespace resnetc;

namespace {

std::vector<Batch> takeAll(const DataSet &data, const NetInput &input, const Preprocess &preprocess,
                           const LoaderOptions &options) {
  BatchLoader loader(data, input, preprocess, options);
  int64_t steps = stepsOfEpoch(data.size(), options.batch);
  std::vector<Batch> batches;
  for (int64_t i = options.firstEpoch * steps + options.firstStep; i < options.epochs * steps; ++i) {
    Outcome<Batch> batch = loader.next();
    REQUIRE(batch);
    batches.push_back(std::move(*batch));
  }
  return batches;
}

bool same(const std::vector<Batch> &a, const std::vector<Batch> &b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](const Batch &x, const Batch &y) {
           return x.epoch == y.epoch && x.step == y.step && x.n == y.n && x.images == y.images && x.labels == y.labels;
         });
}

LoaderOptions shuffled(int workers) {
  LoaderOptions options;
  options.batch = 4;
  options.epochs = 3;
  options.shuffle = true;
  options.augment = {true, 2};
  options.seed = 9;
  options.workers = workers;
  return options;
}

} // namespace

TEST_CASE("batches have the same bits and order whatever the number of workers", "[training]") {
  OwnedDataSet data = toyData(30);
  std::vector<Batch> alone = takeAll(*data, toyInput(), {}, shuffled(1));
  REQUIRE(alone.size() == 24);
  for (int workers : {2, 3, 5, 16, 40})
    CHECK(same(alone, takeAll(*data, toyInput(), {}, shuffled(workers))));
}

TEST_CASE("the last batch of an epoch is smaller, and every sample comes once an epoch", "[training]") {
  OwnedDataSet data = toyData(30);
  LoaderOptions options = shuffled(3);
  options.augment = {};
  std::vector<Batch> batches = takeAll(*data, toyInput(), {}, options);
  for (size_t epoch = 0; epoch < 3; ++epoch) {
    std::vector<int64_t> order = orderOfEpoch(30, true, 9, int64_t(epoch));
    size_t sample = 0;
    for (size_t step = 0; step < 8; ++step) {
      const Batch &batch = batches[epoch * 8 + step];
      REQUIRE(batch.n == (step == 7 ? 2 : 4));
      for (int i = 0; i < batch.n; ++i, ++sample) {
        CHECK(batch.labels[size_t(i)] == data->label(order[sample]));
        CHECK(std::equal(&batch.images[size_t(i) * 16], &batch.images[size_t(i) * 16] + 16,
                         data->values(order[sample])));
      }
    }
  }
}

TEST_CASE("a loader begins in the middle with the batches that a whole one gives there", "[training]") {
  OwnedDataSet data = toyData(30);
  std::vector<Batch> all = takeAll(*data, toyInput(), {}, shuffled(2));
  for (int64_t begin : {1, 7, 8, 13, 23}) {
    LoaderOptions options = shuffled(3);
    options.firstEpoch = begin / 8;
    options.firstStep = begin % 8;
    CHECK(same(takeAll(*data, toyInput(), {}, options), {all.begin() + begin, all.end()}));
  }
  LoaderOptions afterLast = shuffled(2); // a resumed epoch whose steps are all done
  afterLast.firstStep = 8;
  CHECK(same(takeAll(*data, toyInput(), {}, afterLast), {all.begin() + 8, all.end()}));
}

TEST_CASE("a loader that is dropped while its queues are full ends its workers", "[training]") {
  OwnedDataSet data = toyData(30);
  for (int workers : {1, 2, 7}) {
    BatchLoader loader(*data, toyInput(), {}, shuffled(workers));
    CHECK(loader.next());
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

TEST_CASE("pictures of many workers come decoded, resized and preprocessed to the same bits", "[training]") {
  TestFolder folder;
  for (int i = 0; i < 12; ++i)
    folder.write(std::string(i % 2 ? "dog/" : "cat/") + std::to_string(i) + ".png",
                 encodePicture(drawPicture(20 + i, 31 - i), ".png"));
  NetInput input;
  input.height = input.resize.height = 16;
  input.width = input.resize.width = 12;
  input.channels = 3;
  input.classes = 2;
  auto data = openDataSet(folder.path().native(), input);
  REQUIRE(data);
  Preprocess halve = [](const uint8_t *pixels, int32_t n, float *images) {
    for (int i = 0; i < n * 16 * 12 * 3; ++i)
      images[i] = float(pixels[i]) / 2;
    return 0;
  };
  std::vector<Batch> alone = takeAll(**data, input, halve, shuffled(1));
  CHECK(same(alone, takeAll(**data, input, halve, shuffled(4))));
  LoaderOptions plain;
  Batch batch = takeAll(**data, input, halve, plain)[0];
  Image first = resizeImage(drawPicture(20, 31), input.resize);
  CHECK(batch.n == 12);
  CHECK(batch.images[100] == float(first.pixels[100]) / 2);
  CHECK(batch.labels == std::vector<int32_t>{0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1});
}

TEST_CASE("a picture that cannot be read surfaces at its batch, naming the file", "[training]") {
  TestFolder folder;
  for (int i = 0; i < 9; ++i)
    folder.write("cat/" + std::to_string(i) + ".png", encodePicture(drawPicture(8, 8), ".png"));
  folder.write("cat/4.png", {'n', 'o'});
  NetInput input = toyInput();
  auto data = openDataSet(folder.path().native(), input);
  REQUIRE(data);
  Preprocess nothing = [](const uint8_t *, int32_t, float *) { return 0; };
  for (int workers : {1, 3}) {
    LoaderOptions options;
    options.batch = 2;
    options.workers = workers;
    BatchLoader loader(**data, input, nothing, options);
    CHECK(loader.next());
    CHECK(loader.next());
    Outcome<Batch> bad = loader.next();
    REQUIRE(!bad);
    CHECK(bad.failure().blame == Blame::User);
    CHECK_THAT(bad.failure().message, Catch::Contains("cat/4.png: not a picture"));
  }
}

TEST_CASE("the loader counts how long it was waited for", "[training]") {
  OwnedDataSet data = toyData(30);
  BatchLoader loader(*data, toyInput(), {}, shuffled(2));
  CHECK(loader.waitedSeconds() == 0);
  CHECK(loader.next());
  double once = loader.waitedSeconds();
  CHECK(once > 0);
  CHECK(loader.next());
  CHECK(loader.waitedSeconds() > once);
}
