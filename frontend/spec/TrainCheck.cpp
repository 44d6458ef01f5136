// TrainCheck: the values below `train`.
#include "frontend/spec/CheckTools.h"
#include "llvm/ADT/StringExtras.h"

namespace resnetc {
namespace {

constexpr int64_t mostEpochs = 1000000;
constexpr double highestRate = 1000;

void checkOptimizer(const OptimizerSpec &optimizer, CheckTools &tools) {
  const std::string path = "train.optimizer.";
  tools.numberIn("spec-rate", path + "rate", optimizer.rate, {1e-12, highestRate});
  tools.numberIn("spec-decay", path + "decay", optimizer.decay, {0, highestRate});
  tools.numberIn("spec-weight-decay", path + "weight-decay", optimizer.weightDecay, {0, highestRate});
  if (optimizer.type == OptimizerKind::Sgd) {
    tools.numberIn("spec-sgd-momentum", path + "momentum", optimizer.momentum, {0, 1, true});
    if (optimizer.nesterov && optimizer.momentum == 0 && tools.sound({path + "momentum", path + "nesterov"}))
      tools.refuse("spec-nesterov", path + (tools.wrote(path + "nesterov") ? "nesterov" : "momentum"),
                   "Nesterov's step needs a momentum above 0", "nesterov: false, or momentum: 0.9");
    return;
  }
  tools.numberIn("spec-beta", path + "beta1", optimizer.beta1, {0, 1, true});
  tools.numberIn("spec-beta", path + "beta2", optimizer.beta2, {0, 1, true});
  tools.numberIn("spec-adam-epsilon", path + "epsilon", optimizer.epsilon, {1e-12, 1});
}

void checkSchedule(const TrainSpec &train, CheckTools &tools) {
  const ScheduleSpec &schedule = train.schedule;
  const std::string path = "train.schedule.";
  tools.integerIn("spec-warmup", path + "warmup", schedule.warmup, 0, INT32_MAX);
  const bool isStep = schedule.type == ScheduleKind::Step, isCosine = schedule.type == ScheduleKind::Cosine;
  const std::string needed = isStep ? "every" : "epochs";
  if ((isStep && schedule.every == 0 && !tools.wrote(path + needed)) ||
      (isCosine && schedule.epochs == 0 && !tools.wrote(path + needed))) {
    if (tools.sound({"train.schedule"}))
      tools.refuse("spec-schedule-incomplete", "train.schedule",
                   std::string("a ") + (isStep ? "step" : "cosine") + " schedule needs `" + needed + "`",
                   "add " + needed + ": " + std::to_string(train.epochs));
    return;
  }
  if (isStep) {
    tools.integerIn("spec-schedule-epochs", path + "every", schedule.every, 1, mostEpochs);
    tools.numberIn("spec-schedule-factor", path + "factor", schedule.factor, {1e-6, 1});
  }
  if (isCosine) {
    tools.integerIn("spec-schedule-epochs", path + "epochs", schedule.epochs, 1, mostEpochs);
    if (tools.sound({"train.optimizer.rate"}))
      tools.numberIn("spec-schedule-floor", path + "floor", schedule.floor, {0, train.optimizer.rate});
  }
}

void checkCallbacks(const std::vector<Callback> &callbacks, CheckTools &tools) {
  for (size_t i = 0; i < callbacks.size(); ++i) {
    const std::string path = "train.callbacks[" + std::to_string(i) + "].";
    if (auto *stopping = std::get_if<EarlyStopping>(&callbacks[i]))
      tools.integerIn("spec-patience", path + "early-stopping.patience", stopping->patience, 0, mostEpochs);
    if (auto *plateau = std::get_if<ReduceLrOnPlateau>(&callbacks[i])) {
      const std::string values = path + "reduce-lr-on-plateau.";
      tools.integerIn("spec-patience", values + "patience", plateau->patience, 0, mostEpochs);
      tools.numberIn("spec-plateau-factor", values + "factor", plateau->factor, {1e-6, 1, true});
      tools.numberIn("spec-min-rate", values + "min-rate", plateau->minRate, {0, highestRate});
    }
  }
}

void checkFreeze(const Spec &spec, CheckTools &tools) {
  if (!tools.sound({"preset", "stages", "train.freeze-until"}))
    return;
  std::vector<std::string> names = {"none", "conv1"};
  for (size_t i = 0; i < spec.stages.size(); ++i)
    names.push_back("stage" + std::to_string(i + 2));
  const std::vector<llvm::StringRef> words(names.begin(), names.end());
  if (!llvm::is_contained(words, llvm::StringRef(spec.train.freezeUntil)))
    tools.refuse("spec-freeze-until", "train.freeze-until", "the net has no part " + shown(spec.train.freezeUntil),
                 "one of " + llvm::join(words, ", "));
}

} // namespace

void checkTrain(const Spec &spec, CheckTools &tools) {
  const TrainSpec &train = spec.train;
  checkOptimizer(train.optimizer, tools);
  checkSchedule(train, tools);
  tools.numberIn("spec-label-smoothing", "train.label-smoothing", train.labelSmoothing, {0, 1, true});
  checkFreeze(spec, tools);
  tools.integerIn("spec-batch", "train.batch", train.batch, 1, 4096);
  tools.integerIn("spec-epochs", "train.epochs", train.epochs, 1, mostEpochs);
  tools.integerIn("spec-seed", "train.seed", train.seed, 0, INT64_MAX);
  tools.integerIn("spec-crop-pad", "train.augment.crop-pad", train.cropPad, 0, 1024);
  checkCallbacks(train.callbacks, tools);
}

} // namespace resnetc
