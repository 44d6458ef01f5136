#include "frontend/driver/TrainFlags.h"
#include "frontend/spec/KeyTable.h"

namespace resnetc {
namespace {

struct TrainFlag {
  const char *flag, *path, *type;
};

/// In the order of the spec; `every`, `factor` … carry their mapping's name, since `epochs` is the training's.
const TrainFlag trainFlags[] = {
    {"--optimizer", "train.optimizer.type", "WORD"},
    {"--rate", "train.optimizer.rate", "R"},
    {"--decay", "train.optimizer.decay", "R"},
    {"--momentum", "train.optimizer.momentum", "R"},
    {"--nesterov", "train.optimizer.nesterov", "BOOL"},
    {"--weight-decay", "train.optimizer.weight-decay", "R"},
    {"--beta1", "train.optimizer.beta1", "R"},
    {"--beta2", "train.optimizer.beta2", "R"},
    {"--epsilon", "train.optimizer.epsilon", "R"},
    {"--schedule", "train.schedule.type", "WORD"},
    {"--schedule-every", "train.schedule.every", "N"},
    {"--schedule-factor", "train.schedule.factor", "R"},
    {"--schedule-epochs", "train.schedule.epochs", "N"},
    {"--schedule-floor", "train.schedule.floor", "R"},
    {"--warmup", "train.schedule.warmup", "N"},
    {"--label-smoothing", "train.label-smoothing", "R"},
    {"--freeze-until", "train.freeze-until", "PART"},
    {"--batch", "train.batch", "N"},
    {"--epochs", "train.epochs", "N"},
    {"--seed", "train.seed", "N"},
    {"--shuffle", "train.shuffle", "BOOL"},
    {"--flip", "train.augment.flip", "BOOL"},
    {"--crop-pad", "train.augment.crop-pad", "N"},
    {"--callbacks", "train.callbacks", "LIST"},
};

} // namespace

void addTrainFlags(CLI::App &command, std::vector<SpecOverride> &overrides) {
  const char *group = "The spec's `train`, overridden";
  for (const TrainFlag &flag : trainFlags)
    command
        .add_option_function<std::string>(
            flag.flag,
            [&overrides, flag](const std::string &text) { overrides.push_back({flag.path, flag.flag, text}); },
            commentOf(flag.path).str())
        ->type_name(flag.type)
        ->group(group);
  command
      .add_flag_function(
          "--no-shuffle",
          [&overrides](int64_t) { overrides.push_back({"train.shuffle", "--no-shuffle", "false"}); },
          "the data's own order in each epoch: --shuffle false")
      ->group(group);
}

} // namespace resnetc
