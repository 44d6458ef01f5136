#include "frontend/driver/TrainOptionsOf.h"
#include "frontend/spec/SpecWords.h"

namespace resnetc {
namespace {

RateSchedule::Shape shapeOf(ScheduleKind kind) {
  switch (kind) {
  case ScheduleKind::KerasDecay:
    return RateSchedule::Shape::KerasDecay;
  case ScheduleKind::Constant:
    return RateSchedule::Shape::Constant;
  case ScheduleKind::Step:
    return RateSchedule::Shape::Step;
  case ScheduleKind::Cosine:
    return RateSchedule::Shape::Cosine;
  }
  return RateSchedule::Shape::Constant;
}

RateSchedule scheduleOf(const TrainSpec &train) {
  RateSchedule schedule;
  schedule.shape = shapeOf(train.schedule.type);
  schedule.rate = train.optimizer.rate;
  schedule.decay = train.optimizer.decay;
  schedule.every = train.schedule.every;
  schedule.factor = train.schedule.factor;
  schedule.epochs = train.schedule.epochs;
  schedule.floor = train.schedule.floor;
  schedule.warmup = train.schedule.warmup;
  return schedule;
}

Monitor monitorOf(const std::string &word) {
  std::optional<Monitor> monitor = monitorOfWord(word);
  assert(monitor && "the spec is checked");
  return *monitor;
}

struct RuleOf {
  CallbackRule operator()(const EarlyStopping &from) const {
    return EarlyStoppingRule{monitorOf(from.monitor), from.patience};
  }
  CallbackRule operator()(const ReduceLrOnPlateau &from) const {
    return PlateauRule{monitorOf(from.monitor), from.factor, from.patience, from.minRate};
  }
  CallbackRule operator()(const TerminateOnNan &) const { return TerminateOnNanRule{}; }
};

} // namespace

TrainOptions trainOptionsOf(const TrainSpec &train) {
  const bool isSgd = train.optimizer.type == OptimizerKind::Sgd;
  TrainOptions options;
  options.schedule = scheduleOf(train);
  options.momentum = isSgd ? train.optimizer.momentum : 0;
  options.nesterov = isSgd && train.optimizer.nesterov;
  options.weightDecay = train.optimizer.weightDecay;
  options.labelSmoothing = train.labelSmoothing;
  options.batch = train.batch;
  options.epochs = train.epochs;
  options.seed = train.seed;
  options.shuffle = train.shuffle;
  options.augment = {train.flip, int(train.cropPad)};
  for (const Callback &callback : train.callbacks)
    options.callbacks.push_back(std::visit(RuleOf(), callback));
  return options;
}

Outcome<NetInput> netInputOf(const Spec &spec) {
  resnetc_preprocess words = {};
  words.resize = wordOf(spec.preprocess.resize).data(); // literals, so they end
  words.interpolation = wordOf(spec.preprocess.interpolation).data();
  words.short_side = int32_t(spec.preprocess.shortSide);
  resnetc_net net = {};
  net.name = spec.name.c_str();
  net.height = int32_t(spec.input.height);
  net.width = int32_t(spec.input.width);
  net.channels = int32_t(spec.input.channels);
  net.classes = int32_t(spec.head.classes);
  net.channels_first = spec.input.layout == ImageLayout::Nchw;
  net.has_preprocess = spec.input.channels == 1 || spec.input.channels == 3;
  net.preprocessing = &words;
  return netInputOf(net);
}

} // namespace resnetc
