// SpecConditions: the list.
#include "frontend/spec/SpecConditions.h"

namespace resnetc {
namespace {

bool isBottleneck(const Spec &spec) { return spec.block == BlockKind::Bottleneck; }
bool isCropped(const Spec &spec) { return spec.preprocess.resize == Resize::ShorterSideAndCrop; }
bool isSgd(const Spec &spec) { return spec.train.optimizer.type == OptimizerKind::Sgd; }
bool isAdam(const Spec &spec) { return !isSgd(spec); }
bool isKerasDecay(const Spec &spec) { return spec.train.schedule.type == ScheduleKind::KerasDecay; }
bool isStep(const Spec &spec) { return spec.train.schedule.type == ScheduleKind::Step; }
bool isCosine(const Spec &spec) { return spec.train.schedule.type == ScheduleKind::Cosine; }
bool hasProjections(const Spec &spec) {
  return spec.batchNorm && (spec.shortcut == Shortcut::B || spec.shortcut == Shortcut::C);
}

} // namespace

llvm::ArrayRef<SpecCondition> specConditions() {
  static const SpecCondition conditions[] = {
      {"preprocess.short-side", "preprocess.resize", "resize: shorter-side-and-crop", isCropped},
      {"expansion", "block", "block: bottleneck", isBottleneck},
      {"stride-on", "block", "block: bottleneck", isBottleneck},
      {"projection.batch-norm", "shortcut", "shortcut: B or C, and a batch norm", hasProjections},
      {"train.optimizer.decay", "train.schedule.type", "schedule: {type: keras-decay}", isKerasDecay},
      {"train.optimizer.momentum", "train.optimizer.type", "type: sgd", isSgd},
      {"train.optimizer.nesterov", "train.optimizer.type", "type: sgd", isSgd},
      {"train.optimizer.beta1", "train.optimizer.type", "type: adam or adamw", isAdam},
      {"train.optimizer.beta2", "train.optimizer.type", "type: adam or adamw", isAdam},
      {"train.optimizer.epsilon", "train.optimizer.type", "type: adam or adamw", isAdam},
      {"train.schedule.every", "train.schedule.type", "type: step", isStep},
      {"train.schedule.factor", "train.schedule.type", "type: step", isStep},
      {"train.schedule.epochs", "train.schedule.type", "type: cosine", isCosine},
      {"train.schedule.floor", "train.schedule.type", "type: cosine", isCosine},
  };
  return conditions;
}

bool keyApplies(const Spec &spec, llvm::StringRef path) {
  for (const SpecCondition &condition : specConditions())
    if (condition.path == path)
      return condition.holds(spec);
  return true;
}

} // namespace resnetc
