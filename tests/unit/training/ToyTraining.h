// ToyTraining: a net small enough to be written down, softmax regression with momentum, and a training of it.
#pragma once
#include "runtime/training/TrainLoop.h"
#include <functional>
#include <string>
#include <vector>

namespace resnetc {

constexpr int toySide = 4, toyClasses = 3;

/// 4 x 4 x 1 values, three classes.
NetInput toyInput();

/// Images whose bright corner is their class, with noise; the same for the same numbers.
OwnedDataSet toyData(int64_t images, int64_t seed = 1);

class ToyNet : public TrainStep {
public:
  ToyNet();
  int classes() const override { return toyClasses; }
  Outcome<StepMetrics> step(const float *images, const int32_t *labels, int n, const StepNumbers &numbers) override;
  std::optional<Failure> logits(const float *images, int n, float *rows) override;
  FloatSpan parameters() override { return {weights.data(), weights.size()}; }
  FloatSpan optimizer() override { return {velocity.data(), velocity.size()}; }

  std::vector<StepNumbers> seen;               ///< what each step was given
  std::function<void(int64_t step)> afterStep; ///< called with the steps taken
  int64_t nanAt = -1;                          ///< this step's loss is NaN

private:
  std::vector<float> weights, velocity; ///< 16 x 3 and 3
};

/// A training's files and its net.
struct ToyTraining {
  explicit ToyTraining(std::filesystem::path run, int64_t images = 30);

  ToyNet net;
  OwnedDataSet data, validation;
  TrainOptions options; ///< batch 8, three epochs, momentum, a checkpoint every three steps, a plateau rule
  CheckpointOwner owner{"spec", "library"};
  std::filesystem::path run;
  std::string shown; ///< what a person saw

  Outcome<TrainEnd> train(bool resume);
};

/// The bits that must not depend on what happened on the way: weights, optimizer, state, history without seconds,
/// last and best.
struct ToyResult {
  std::string last, best;
  std::vector<float> parameters, optimizer;
  TrainState state;
  bool operator==(const ToyResult &other) const;
};
ToyResult readToyResult(const std::filesystem::path &run);

std::string contentOf(const std::filesystem::path &file);
/// Names in a folder, sorted.
std::vector<std::string> namesIn(const std::filesystem::path &folder);

} // namespace resnetc
