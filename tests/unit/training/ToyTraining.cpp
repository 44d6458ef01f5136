// ToyTraining: see ToyTraining.h.
#include "tests/unit/training/ToyTraining.h"
#include "runtime/net/WriteFile.h"
#include "runtime/training/ArrayData.h"
#include "runtime/training/CounterRandom.h"
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <limits>

namespace fs = std::filesystem;

namespace resnetc {
namespace {
constexpr int toyValues = toySide * toySide;
}

NetInput toyInput() {
  NetInput input;
  input.height = input.width = toySide;
  input.channels = 1;
  input.classes = toyClasses;
  input.resize.height = input.resize.width = toySide;
  return input;
}

OwnedDataSet toyData(int64_t images, int64_t seed) {
  auto values = std::make_shared<std::vector<float>>(size_t(images * toyValues));
  std::vector<int64_t> labels;
  uint64_t key = randomKey("toy", seed);
  for (int64_t i = 0; i < images; ++i) {
    labels.push_back(randomBelow(randomBits(key, uint64_t(i)), toyClasses));
    for (int v = 0; v < toyValues; ++v) {
      float noise = float(randomBelow(randomBits(key + 1, uint64_t(i * toyValues + v)), 1000)) / 1000;
      (*values)[size_t(i * toyValues + v)] = noise + (v == 5 * int(labels.back()) ? 0.7f : 0.0f);
    }
  }
  NpyArray array;
  array.shape = {images, toySide, toySide, 1};
  array.storage = std::shared_ptr<const void>(values, values->data());
  Outcome<OwnedDataSet> set = makeArrayDataSet(array, "x.npy", labels, "y.npy", toyInput());
  if (!set)
    std::abort();
  return std::move(*set);
}

ToyNet::ToyNet() : weights(toyValues * toyClasses + toyClasses), velocity(weights.size()) {
  for (size_t i = 0; i < weights.size(); ++i)
    weights[i] = float(int(i % 7) - 3) / 50;
}

std::optional<Failure> ToyNet::logits(const float *images, int n, float *rows) {
  for (int i = 0; i < n; ++i)
    for (int k = 0; k < toyClasses; ++k) {
      float sum = weights[size_t(toyValues * toyClasses + k)];
      for (int v = 0; v < toyValues; ++v)
        sum += images[i * toyValues + v] * weights[size_t(v * toyClasses + k)];
      rows[i * toyClasses + k] = sum;
    }
  return std::nullopt;
}

Outcome<StepMetrics> ToyNet::step(const float *images, const int32_t *labels, int n, const StepNumbers &numbers) {
  std::vector<float> rows(size_t(n * toyClasses)), gradient(weights.size());
  logits(images, n, rows.data());
  StepMetrics metrics;
  for (int i = 0; i < n; ++i) {
    float *row = &rows[size_t(i * toyClasses)];
    metrics.correct += std::max_element(row, row + toyClasses) - row == labels[i];
    float most = *std::max_element(row, row + toyClasses), sum = 0;
    for (int k = 0; k < toyClasses; ++k)
      sum += std::exp(row[k] - most);
    metrics.loss += double(most + std::log(sum) - row[labels[i]]) / n;
    for (int k = 0; k < toyClasses; ++k) {
      float error = (std::exp(row[k] - most) / sum - float(k == labels[i])) / float(n);
      gradient[size_t(toyValues * toyClasses + k)] += error;
      for (int v = 0; v < toyValues; ++v)
        gradient[size_t(v * toyClasses + k)] += error * images[i * toyValues + v];
    }
  }
  for (size_t i = 0; i < weights.size(); ++i) {
    velocity[i] = float(numbers.momentum) * velocity[i] - float(numbers.rate) * gradient[i];
    weights[i] += velocity[i];
  }
  if (numbers.step == nanAt)
    metrics.loss = std::numeric_limits<double>::quiet_NaN();
  seen.push_back(numbers);
  if (afterStep)
    afterStep(numbers.step + 1);
  return metrics;
}

ToyTraining::ToyTraining(fs::path run, int64_t images)
    : data(toyData(images)), validation(toyData(10, 2)), run(std::move(run)) {
  options.schedule.shape = RateSchedule::Shape::KerasDecay;
  options.schedule.rate = 0.5;
  options.schedule.decay = 0.01;
  options.momentum = 0.9;
  options.batch = 8;
  options.epochs = 3;
  options.augment = {true, 1};
  options.callbacks = {PlateauRule{Monitor::Loss, 0.5, 1, 0}};
  options.checkpointSteps = 3;
  options.workers = 2;
}

Outcome<TrainEnd> ToyTraining::train(bool resume) {
  char *text = nullptr;
  size_t length = 0;
  std::FILE *memory = open_memstream(&text, &length);
  TrainProgress progress(memory, false);
  TrainJob job;
  job.net = &net;
  job.input = toyInput();
  job.data = data.get();
  job.validation = validation.get();
  job.run = run;
  job.name = "toy";
  job.owner = owner;
  job.writeWeights = [&](const fs::path &file) {
    FloatSpan all = net.parameters();
    return writeFile(file, {reinterpret_cast<const char *>(all.data), all.size * sizeof(float)});
  };
  job.progress = &progress;
  Outcome<TrainEnd> end = trainNet(job, options, resume);
  std::fclose(memory);
  shown.assign(text, length);
  std::free(text);
  return end;
}

bool ToyResult::operator==(const ToyResult &other) const {
  auto plain = [](TrainState state) { // seconds are nobody's bits
    for (HistoryRow &row : state.history)
      row.seconds = 0;
    state.seconds = 0;
    return printTrainState(state);
  };
  return last == other.last && best == other.best && parameters == other.parameters && optimizer == other.optimizer &&
         plain(state) == plain(other.state);
}

ToyResult readToyResult(const fs::path &run) {
  std::string newest = contentOf(run / "checkpoints/latest");
  newest.pop_back();
  Outcome<Checkpoint> checkpoint = readCheckpoint(run / "checkpoints" / newest);
  if (!checkpoint)
    return {};
  return {contentOf(run / "last.h5"), contentOf(run / "best.h5"), checkpoint->parameters, checkpoint->optimizer,
          checkpoint->state};
}

std::string contentOf(const fs::path &file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<std::string> namesIn(const fs::path &folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const fs::directory_entry &entry : fs::directory_iterator(folder, error))
    names.push_back(entry.path().filename().native());
  std::sort(names.begin(), names.end());
  return names;
}

} // namespace resnetc
