// SpecWriter: one list of keys and values, written with or without comments.
#include "frontend/spec/SpecWriter.h"
#include "frontend/spec/KeyTable.h"
#include "frontend/spec/SpecConditions.h"
#include "frontend/spec/SpecWords.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"
#include <charconv>

namespace resnetc {
namespace {

std::string flagText(bool value) { return value ? "true" : "false"; }

std::string listText(const std::vector<double> &values) {
  std::vector<std::string> words;
  for (double value : values)
    words.push_back(numberText(value));
  return "[" + llvm::join(words, ", ") + "]";
}

class Writer {
public:
  Writer(const Spec &net, bool comments) : spec(net), withComments(comments) {}

  std::string write() {
    put("resnetc", "1");
    if (!spec.preset.empty())
      put("preset", spec.preset);
    put("name", spec.name);
    writeInput();
    writeStem();
    writeStages();
    put("padding", wordOf(spec.padding));
    put("conv-bias", flagText(spec.convBias));
    writeBatchNorm();
    put("head", "");
    put("head.classes", std::to_string(spec.head.classes));
    put("head.name", spec.head.name);
    put("names", wordOf(spec.names));
    writeTrain();
    return text;
  }

private:
  /// A line for a key, indented by the depth of its path; a key without effect is left out.
  void put(llvm::StringRef path, llvm::StringRef value) {
    if (!keyApplies(spec, path))
      return;
    auto [parent, last] = path.rsplit('.');
    std::string line(2 * path.count('.'), ' ');
    line += (last.empty() ? parent : last).str() + ":";
    if (!value.empty())
      line += " " + value.str();
    endLine(std::move(line), commentOf(path));
  }

  void endLine(std::string line, llvm::StringRef comment) {
    constexpr size_t commentColumn = 40;
    if (withComments && !comment.empty()) {
      line.append(line.size() < commentColumn ? commentColumn - line.size() : 1, ' ');
      line += "# " + comment.str();
    }
    text += line + "\n";
  }

  void writeInput() {
    put("input", "");
    put("input.height", std::to_string(spec.input.height));
    put("input.width", std::to_string(spec.input.width));
    put("input.channels", std::to_string(spec.input.channels));
    put("input.layout", wordOf(spec.input.layout));
    const PreprocessSpec &preprocess = spec.preprocess;
    put("preprocess", "");
    put("preprocess.order", wordOf(preprocess.order));
    put("preprocess.scale", numberText(preprocess.scale));
    put("preprocess.mean", listText(preprocess.mean));
    put("preprocess.std", listText(preprocess.std));
    put("preprocess.resize", wordOf(preprocess.resize));
    put("preprocess.short-side", std::to_string(preprocess.shortSide));
    put("preprocess.interpolation", wordOf(preprocess.interpolation));
  }

  void writeStem() {
    const StemSpec &stem = spec.stem;
    put("stem", "");
    put("stem.filters", std::to_string(stem.filters));
    put("stem.kernel", std::to_string(stem.kernel));
    put("stem.stride", std::to_string(stem.stride));
    put("stem.padding", wordOf(stem.padding));
    put("stem.pool", stem.pool ? "" : "none");
    if (stem.pool) {
      put("stem.pool.kernel", std::to_string(stem.pool->kernel));
      put("stem.pool.stride", std::to_string(stem.pool->stride));
      put("stem.pool.padding", wordOf(stem.pool->padding));
    }
  }

  void writeStages() {
    put("block", wordOf(spec.block));
    put("expansion", std::to_string(spec.expansion));
    put("stride-on", wordOf(spec.strideOn));
    put("shortcut", wordOf(spec.shortcut));
    put("stages", "");
    for (const StageSpec &stage : spec.stages)
      endLine("  - {blocks: " + std::to_string(stage.blocks) + ", filters: " + std::to_string(stage.filters) +
                  ", stride: " + std::to_string(stage.stride) + "}",
              "");
  }

  void writeBatchNorm() {
    put("batch-norm", spec.batchNorm ? "" : "none");
    if (spec.batchNorm) {
      put("batch-norm.epsilon", numberText(spec.batchNorm->epsilon));
      put("batch-norm.momentum", numberText(spec.batchNorm->momentum));
      put("batch-norm.moving-variance", wordOf(spec.batchNorm->movingVariance));
    }
    if (keyApplies(spec, "projection.batch-norm")) {
      put("projection", "");
      put("projection.batch-norm", flagText(spec.projectionBatchNorm));
    }
  }

  void writeTrain() {
    const TrainSpec &train = spec.train;
    put("train", "");
    writeOptimizer(train.optimizer);
    writeSchedule(train.schedule);
    put("train.label-smoothing", numberText(train.labelSmoothing));
    put("train.freeze-until", train.freezeUntil);
    put("train.batch", std::to_string(train.batch));
    put("train.epochs", std::to_string(train.epochs));
    put("train.seed", std::to_string(train.seed));
    put("train.shuffle", flagText(train.shuffle));
    put("train.augment", "");
    put("train.augment.flip", flagText(train.flip));
    put("train.augment.crop-pad", std::to_string(train.cropPad));
    put("train.callbacks", train.callbacks.empty() ? "[]" : "");
    for (const Callback &callback : train.callbacks)
      endLine("    - " + callbackText(callback), "");
  }

  void writeOptimizer(const OptimizerSpec &optimizer) {
    put("train.optimizer", "");
    put("train.optimizer.type", wordOf(optimizer.type));
    put("train.optimizer.rate", numberText(optimizer.rate));
    put("train.optimizer.decay", numberText(optimizer.decay));
    put("train.optimizer.momentum", numberText(optimizer.momentum));
    put("train.optimizer.nesterov", flagText(optimizer.nesterov));
    put("train.optimizer.weight-decay", numberText(optimizer.weightDecay));
    put("train.optimizer.beta1", numberText(optimizer.beta1));
    put("train.optimizer.beta2", numberText(optimizer.beta2));
    put("train.optimizer.epsilon", numberText(optimizer.epsilon));
  }

  void writeSchedule(const ScheduleSpec &schedule) {
    put("train.schedule", "");
    put("train.schedule.type", wordOf(schedule.type));
    put("train.schedule.every", std::to_string(schedule.every));
    put("train.schedule.factor", numberText(schedule.factor));
    put("train.schedule.epochs", std::to_string(schedule.epochs));
    put("train.schedule.floor", numberText(schedule.floor));
    put("train.schedule.warmup", std::to_string(schedule.warmup));
  }

  static std::string callbackText(const Callback &callback) {
    if (auto *stopping = std::get_if<EarlyStopping>(&callback))
      return "{early-stopping: {monitor: " + stopping->monitor + ", patience: " + std::to_string(stopping->patience) +
             "}}";
    if (auto *plateau = std::get_if<ReduceLrOnPlateau>(&callback))
      return "{reduce-lr-on-plateau: {monitor: " + plateau->monitor + ", factor: " + numberText(plateau->factor) +
             ", patience: " + std::to_string(plateau->patience) + ", min-rate: " + numberText(plateau->minRate) + "}}";
    return "terminate-on-nan";
  }

  const Spec &spec;
  bool withComments;
  std::string text;
};

} // namespace

std::string numberText(double value) {
  char buffer[40];
  auto [end, error] = std::to_chars(std::begin(buffer), std::end(buffer), value);
  return error == std::errc() ? std::string(buffer, end) : std::string("0");
}

std::string writeResolvedSpec(const Spec &spec) { return Writer(spec, false).write(); }

std::string hashSpec(const Spec &spec) {
  const std::string text = writeResolvedSpec(spec);
  const std::array<uint8_t, 32> digest = llvm::SHA256::hash(llvm::arrayRefFromStringRef(text));
  return llvm::toHex(digest, true);
}

std::string writeShortSpec(const Preset &preset, int64_t classes) {
  std::string text = "# " + preset.description + "\nresnetc: 1\npreset: " + preset.name + "\n";
  if (classes != preset.spec.head.classes)
    text += "head: {classes: " + std::to_string(classes) + "}\n";
  return text;
}

std::string writeFullSpec(const Preset &preset, int64_t classes) {
  Spec spec = preset.spec;
  spec.head.classes = classes;
  return "# " + preset.description + "\n" + Writer(spec, true).write();
}

} // namespace resnetc
