// TrainLoop: see TrainLoop.h. Everything that decides the next step is in TrainState and in the net's numbers.
#include "runtime/training/TrainLoop.h"
#include "runtime/images/PrintableName.h"
#include "runtime/training/BatchLoader.h"
#include "runtime/training/CheckpointFolder.h"
#include "runtime/training/DoubleText.h"
#include "runtime/training/Evaluation.h"
#include "runtime/training/RunResults.h"
#include "runtime/training/StopSignals.h"
#include <algorithm>
#include <chrono>
#include <cmath>

namespace resnetc {
namespace {

class Stopwatch {
public:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); }

private:
  std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
};

/// An end, nothing (go on), or why neither.
using MaybeEnd = Outcome<std::optional<TrainEnd>>;
const std::optional<TrainEnd> goOn;

class Training {
public:
  Training(const TrainJob &job, const TrainOptions &options, CheckpointFolder folder)
      : job(job), options(options), folder(std::move(folder)), net(*job.net), progress(*job.progress),
        stepsPerEpoch(stepsOfEpoch(job.data->size(), options.batch)) {
    state.rate = options.schedule.rate;
    state.callbacks.resize(options.callbacks.size());
    state.seed = options.seed;
    state.batch = options.batch;
    state.data = job.data->fingerprint() + (job.validation ? " " + job.validation->fingerprint() : "");
  }

  /// Takes up the newest checkpoint, if there is one.
  std::optional<Failure> load() {
    std::vector<std::string> notices;
    Outcome<std::optional<Checkpoint>> found =
        folder.load(job.owner, net.parameters().size, net.optimizer().size, notices);
    if (!found)
      return found.failure();
    for (const std::string &notice : notices)
      progress.note(notice);
    if (!*found) {
      progress.note("no checkpoint yet: training from the beginning");
      return std::nullopt;
    }
    Checkpoint &checkpoint = **found;
    if (auto failure = checkSame(checkpoint.state))
      return failure;
    std::copy(checkpoint.parameters.begin(), checkpoint.parameters.end(), net.parameters().data);
    std::copy(checkpoint.optimizer.begin(), checkpoint.optimizer.end(), net.optimizer().data);
    state = std::move(checkpoint.state);
    if (!state.finished)
      progress.note("resumed at epoch " + std::to_string(state.epoch + 1) + ", step " +
                    std::to_string(state.stepInEpoch) + " of " + std::to_string(stepsPerEpoch));
    return std::nullopt;
  }

  std::optional<Failure> clear() { return folder.clear(); }

  Outcome<TrainEnd> run() {
    if (state.finished) {
      progress.note("this training is finished");
      return TrainEnd::Finished;
    }
    StopSignals stopSignals;
    signals = &stopSignals;
    BatchLoader batches(*job.data, job.input, job.preprocess, loaderOptions());
    loader = &batches;
    for (;;) {
      for (auto part : {&Training::runSteps, &Training::closeEpoch}) {
        MaybeEnd end = (this->*part)();
        if (!end)
          return end.failure();
        if (*end)
          return finish(**end);
      }
    }
  }

private:
  /// A closed or complete epoch's next batch is the first of the one after.
  LoaderOptions loaderOptions() const {
    LoaderOptions loading;
    loading.batch = options.batch;
    loading.firstEpoch = state.epoch;
    loading.firstStep = state.stepInEpoch; // all steps: the loader counts on into the next epoch
    loading.epochs = options.epochs;
    loading.shuffle = options.shuffle;
    loading.augment = options.augment;
    loading.seed = options.seed;
    loading.workers = options.workers;
    return loading;
  }

  std::optional<Failure> checkSame(const TrainState &saved) const {
    std::string what = saved.seed != state.seed     ? "another seed (" + std::to_string(saved.seed) + ")"
                       : saved.batch != state.batch ? "another batch size (" + std::to_string(saved.batch) + ")"
                       : saved.data != state.data   ? "other data: files, labels or sizes have changed"
                       : saved.callbacks.size() != state.callbacks.size() ? "other callbacks"
                                                                          : "";
    if (what.empty())
      return std::nullopt;
    return Failure{Blame::User, printableName(job.run) + ": its checkpoint belongs to " + what};
  }

  bool reachedLimit() const { return options.steps > 0 && state.step >= options.steps; }

  MaybeEnd runSteps() {
    while (state.stepInEpoch < stepsPerEpoch && !reachedLimit()) {
      if (signals->requested())
        return interrupt();
      Outcome<Batch> batch = loader->next();
      if (!batch)
        return batch.failure();
      assert(batch->epoch == state.epoch && batch->step == state.stepInEpoch && "the loader is where the loop is");
      MaybeEnd end = takeStep(*batch);
      if (!end || *end)
        return end;
      bool due = options.checkpointSteps > 0 && state.step % options.checkpointSteps == 0;
      if (due && state.stepInEpoch < stepsPerEpoch)
        if (auto failure = save())
          return *failure;
    }
    return goOn;
  }

  MaybeEnd takeStep(const Batch &batch) {
    Stopwatch watch;
    StepNumbers numbers;
    RateSchedule schedule = options.schedule;
    double lowered = schedule.rate > 0 ? state.rate / schedule.rate : 1;
    numbers.rate = rateOfStep(schedule, state.step, stepsPerEpoch) * lowered;
    numbers.momentum = options.momentum;
    numbers.nesterov = options.nesterov;
    numbers.weightDecay = options.weightDecay;
    numbers.step = state.step;
    Outcome<StepMetrics> metrics = net.step(batch.images.data(), batch.labels.data(), batch.n, numbers);
    if (!metrics)
      return metrics.failure();
    ++state.step;
    ++state.stepInEpoch;
    state.images += batch.n;
    state.correct += metrics->correct;
    state.lossSum += metrics->loss * batch.n;
    computeSeconds += watch.seconds();
    imagesHere += batch.n;
    isSaved = false;
    if (!std::isfinite(metrics->loss) && terminatesOnNan(options.callbacks)) {
      progress.note("step " + std::to_string(state.step) + ": the loss is " + printDouble(metrics->loss) +
                    "; terminate-on-nan ends the training");
      return std::optional<TrainEnd>(TrainEnd::LossNotFinite);
    }
    progress.showStep(soFar());
    return goOn;
  }

  EpochSoFar soFar() const {
    EpochSoFar epoch;
    epoch.epoch = state.epoch;
    epoch.epochs = options.epochs;
    epoch.steps = state.stepInEpoch;
    epoch.stepsTotal = stepsPerEpoch;
    epoch.images = state.images;
    double images = double(std::max<int64_t>(state.images, 1));
    epoch.loss = state.lossSum / images;
    epoch.accuracy = double(state.correct) / images;
    double trainSeconds = computeSeconds + loader->waitedSeconds();
    epoch.imagesPerSecond = trainSeconds > 0 ? double(imagesHere) / trainSeconds : 0;
    int64_t left = job.data->size() - state.stepInEpoch * options.batch;
    epoch.secondsLeft = epoch.imagesPerSecond > 0 ? double(std::max<int64_t>(left, 0)) / epoch.imagesPerSecond : 0;
    return epoch;
  }

  MaybeEnd closeEpoch() {
    if (signals->requested())
      return interrupt();
    EpochSoFar epoch = soFar();
    HistoryRow row;
    row.epoch = state.epoch;
    row.accuracy = epoch.accuracy;
    row.loss = epoch.loss;
    if (job.validation) {
      Outcome<std::optional<Evaluation>> validated = validate();
      if (!validated)
        return validated.failure();
      if (!*validated)
        return interrupt();
      row.valLoss = (*validated)->loss;
      row.valAccuracy = (*validated)->accuracy;
    }
    row.seconds = state.seconds + takeSeconds();
    EpochVerdict verdict = endEpoch(options.callbacks, row, state.callbacks, state.rate);
    bool isBest = beginNextEpoch(row, verdict);
    if (auto failure = writeResults(isBest))
      return *failure;
    progress.showEpoch(epoch, row);
    for (const std::string &notice : verdict.notices)
      progress.note(notice);
    if (!state.finished)
      return goOn;
    return std::optional<TrainEnd>(verdict.stop ? TrainEnd::StoppedEarly : TrainEnd::Finished);
  }

  Outcome<std::optional<Evaluation>> validate() {
    EvaluateOptions evaluating;
    evaluating.batch = options.batch;
    evaluating.workers = options.workers;
    evaluating.labelSmoothing = options.labelSmoothing;
    evaluating.proceed = [this](int64_t done) {
      progress.showValidation(done, job.validation->size());
      return !signals->requested();
    };
    auto answer = [this](const float *images, int n, float *logits) { return net.logits(images, n, logits); };
    return evaluateDataSet(answer, *job.validation, job.input, job.preprocess, evaluating);
  }

  /// Moves the state on; whether the epoch that ended is the best so far.
  bool beginNextEpoch(const HistoryRow &row, const EpochVerdict &verdict) {
    double value = row.valLoss.value_or(row.loss);
    bool isBest = value < state.best;
    if (isBest) {
      state.best = value;
      state.bestStep = state.step;
    }
    state.history.push_back(row);
    ++state.epoch;
    state.stepInEpoch = 0;
    state.images = state.correct = 0;
    state.lossSum = state.seconds = 0;
    state.finished = verdict.stop || state.epoch >= options.epochs || reachedLimit();
    isSaved = false;
    return isBest;
  }

  /// All results before the checkpoint: killed in between, the epoch's end is done again and gives the same files.
  std::optional<Failure> writeResults(bool isBest) {
    if (auto failure = writeRunResults(job, state.history, isBest))
      return failure;
    return save();
  }

  std::optional<Failure> save() {
    if (isSaved)
      return std::nullopt;
    state.seconds += takeSeconds();
    if (auto failure = net.fetch())
      return failure;
    if (auto failure = folder.save(job.owner, net.parameters(), net.optimizer(), state))
      return failure;
    isSaved = true;
    return std::nullopt;
  }

  MaybeEnd interrupt() {
    if (auto failure = save())
      return *failure;
    if (auto failure = job.writeWeights(job.run / "last.h5"))
      return *failure;
    progress.note("interrupted after step " + std::to_string(state.step) + "; the checkpoint is written");
    return std::optional<TrainEnd>(TrainEnd::Interrupted);
  }

  TrainEnd finish(TrainEnd end) {
    progress.note("steps took " + printFixed(computeSeconds, 1) + " s, waiting for data " +
                  printFixed(loader->waitedSeconds(), 1) + " s");
    return end;
  }

  /// Seconds since it was last asked.
  double takeSeconds() {
    double seconds = sinceTaken.seconds();
    sinceTaken = Stopwatch();
    return seconds;
  }

  const TrainJob &job;
  const TrainOptions &options;
  CheckpointFolder folder;
  TrainStep &net;
  TrainProgress &progress;
  const int64_t stepsPerEpoch;
  TrainState state;
  StopSignals *signals = nullptr;
  BatchLoader *loader = nullptr;
  bool isSaved = false;
  int64_t imagesHere = 0; ///< since this process began
  double computeSeconds = 0;
  Stopwatch sinceTaken;
};

} // namespace

Outcome<TrainEnd> trainNet(const TrainJob &job, const TrainOptions &options, bool resume) {
  for (const DataSet *set : {job.data, job.validation}) {
    if (!set)
      continue;
    for (const std::string &notice : set->notices())
      job.progress->note(notice);
    if (job.dataChecked)
      continue;
    if (auto failure = checkDataSet(*set))
      return *failure;
  }
  for (const std::string &notice : findIdleRules(options.callbacks, job.validation != nullptr))
    job.progress->note(notice);
  Outcome<CheckpointFolder> folder = CheckpointFolder::open(job.run / "checkpoints");
  if (!folder)
    return folder.failure();
  removeRunLeftovers(job.run);
  Training training(job, options, std::move(*folder));
  if (auto failure = resume ? training.load() : training.clear())
    return *failure;
  return training.run();
}

} // namespace resnetc
