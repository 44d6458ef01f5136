// TrainKeys: the grammar below `train`.
#include "frontend/spec/SpecKeys.h"
#include "frontend/spec/Suggestion.h"

namespace resnetc {
namespace {

void readOptimizer(const SpecNode &node, const std::string &path, OptimizerSpec &optimizer, KeyReader &reader) {
  reader.readMapping(node, path,
                     {{"type", reader.word(optimizer.type)},
                      {"rate", reader.number(optimizer.rate)},
                      {"decay", reader.number(optimizer.decay)},
                      {"momentum", reader.number(optimizer.momentum)},
                      {"nesterov", reader.flag(optimizer.nesterov)},
                      {"weight-decay", reader.number(optimizer.weightDecay)},
                      {"beta1", reader.number(optimizer.beta1)},
                      {"beta2", reader.number(optimizer.beta2)},
                      {"epsilon", reader.number(optimizer.epsilon)}});
}

void readSchedule(const SpecNode &node, const std::string &path, ScheduleSpec &schedule, KeyReader &reader) {
  reader.readMapping(node, path,
                     {{"type", reader.word(schedule.type)},
                      {"every", reader.integer(schedule.every)},
                      {"factor", reader.number(schedule.factor)},
                      {"epochs", reader.integer(schedule.epochs)},
                      {"floor", reader.number(schedule.floor)},
                      {"warmup", reader.integer(schedule.warmup)}});
}

class CallbackReader {
public:
  explicit CallbackReader(KeyReader &keyReader) : reader(keyReader) {}

  /// `terminate-on-nan`, or `{early-stopping: {…}}` with exactly one key.
  void read(const SpecNode &item, const std::string &path, std::vector<Callback> &callbacks) {
    static const llvm::StringRef names[] = {"early-stopping", "reduce-lr-on-plateau", "terminate-on-nan"};
    if (item.kind == SpecNode::Kind::Word) {
      switch (reader.readChoice(item, path, names).value_or(3)) {
      case 0:
        callbacks.push_back(EarlyStopping{});
        break;
      case 1:
        callbacks.push_back(ReduceLrOnPlateau{});
        break;
      case 2:
        callbacks.push_back(TerminateOnNan{});
        break;
      }
      return;
    }
    if (item.kind != SpecNode::Kind::Mapping || item.keys.size() != 1)
      return reader.refuse("spec-callback", path, item.place, "a callback is one name, with or without values",
                           "as in {early-stopping: {patience: 3}} or terminate-on-nan");
    reader.readMapping(
        item, path,
        {{names[0], [&](const SpecNode &node, const std::string &key) { readEarlyStopping(node, key, callbacks); }},
         {names[1], [&](const SpecNode &node, const std::string &key) { readPlateau(node, key, callbacks); }},
         {names[2], [&](const SpecNode &node, const std::string &key) {
            reader.refuse("spec-callback-values", key, node.place, "`terminate-on-nan` has no values",
                          "write - terminate-on-nan");
          }}});
  }

private:
  void readEarlyStopping(const SpecNode &node, const std::string &path, std::vector<Callback> &callbacks) {
    EarlyStopping stopping;
    reader.readMapping(
        node, path,
        {{"monitor", reader.oneOf(stopping.monitor, monitorWords())}, {"patience", reader.integer(stopping.patience)}});
    callbacks.push_back(stopping);
  }

  void readPlateau(const SpecNode &node, const std::string &path, std::vector<Callback> &callbacks) {
    ReduceLrOnPlateau plateau;
    reader.readMapping(node, path,
                       {{"monitor", reader.oneOf(plateau.monitor, monitorWords())},
                        {"factor", reader.number(plateau.factor)},
                        {"patience", reader.integer(plateau.patience)},
                        {"min-rate", reader.number(plateau.minRate)}});
    callbacks.push_back(plateau);
  }

  KeyReader &reader;
};

void readCallbacks(const SpecNode &node, const std::string &path, std::vector<Callback> &callbacks, KeyReader &reader,
                   SpecSource &source) {
  constexpr size_t mostCallbacks = 16;
  if (!reader.expectList(node, path, "as in [terminate-on-nan]"))
    return;
  callbacks.clear();
  if (node.items.size() > mostCallbacks)
    return reader.refuse("spec-callback-count", path, node.place, "there are more than 16 callbacks");
  for (size_t i = 0; i < node.items.size(); ++i) {
    const std::string itemPath = path + "[" + std::to_string(i) + "]";
    source.values[itemPath] = node.items[i].place;
    const size_t before = callbacks.size();
    CallbackReader(reader).read(node.items[i], itemPath, callbacks);
    if (callbacks.size() == before)
      callbacks.push_back(TerminateOnNan{}); // refused; keeps the numbers of those after it
  }
}

} // namespace

void readTrainKeys(const SpecNode &node, const std::string &path, TrainSpec &train, KeyReader &reader,
                   SpecSource &source) {
  using Path = const std::string &;
  reader.readMapping(
      node, path,
      {{"optimizer", [&](const SpecNode &value, Path key) { readOptimizer(value, key, train.optimizer, reader); }},
       {"schedule", [&](const SpecNode &value, Path key) { readSchedule(value, key, train.schedule, reader); }},
       {"label-smoothing", reader.number(train.labelSmoothing)},
       {"freeze-until", reader.text(train.freezeUntil)},
       {"batch", reader.integer(train.batch)},
       {"epochs", reader.integer(train.epochs)},
       {"seed", reader.integer(train.seed)},
       {"shuffle", reader.flag(train.shuffle)},
       {"augment",
        [&](const SpecNode &value, Path key) {
          reader.readMapping(value, key,
                             {{"flip", reader.flag(train.flip)}, {"crop-pad", reader.integer(train.cropPad)}});
        }},
       {"callbacks",
        [&](const SpecNode &value, Path key) { readCallbacks(value, key, train.callbacks, reader, source); }}});
}

} // namespace resnetc
