// TrainState: see TrainState.h.
#include "runtime/training/TrainState.h"
#include "runtime/training/DoubleText.h"
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace resnetc {
namespace {

using nlohmann::json;

json optionalText(const std::optional<double> &value) { return value ? json(printDouble(*value)) : json(); }

double numberOf(const json &text) {
  double value = 0;
  if (!parseDouble(text.get<std::string>(), value))
    throw std::invalid_argument("not a number");
  return value;
}

std::optional<double> optionalNumber(const json &text) {
  return text.is_null() ? std::nullopt : std::optional<double>(numberOf(text));
}

json printRow(const HistoryRow &row) {
  return json::array({row.epoch, printDouble(row.accuracy), printDouble(row.loss), optionalText(row.valAccuracy),
                      optionalText(row.valLoss), printDouble(row.seconds)});
}

HistoryRow parseRow(const json &row) {
  return {row.at(0).get<int64_t>(),      numberOf(row.at(1)),         numberOf(row.at(2)),
          optionalNumber(row.at(3)), optionalNumber(row.at(4)), numberOf(row.at(5))};
}

TrainState parse(const json &text) {
  TrainState state;
  auto whole = [&](const char *key) { return text.at(key).get<int64_t>(); };
  state.epoch = whole("epoch");
  state.stepInEpoch = whole("step_in_epoch");
  state.step = whole("step");
  state.finished = text.at("finished").get<bool>();
  state.images = whole("images");
  state.correct = whole("correct");
  state.lossSum = numberOf(text.at("loss_sum"));
  state.seconds = numberOf(text.at("seconds"));
  state.rate = numberOf(text.at("rate"));
  for (const json &memory : text.at("callbacks"))
    state.callbacks.push_back({numberOf(memory.at("best")), memory.at("wait").get<int64_t>()});
  state.best = numberOf(text.at("best"));
  state.bestStep = whole("best_step");
  for (const json &row : text.at("history"))
    state.history.push_back(parseRow(row));
  state.seed = whole("seed");
  state.batch = whole("batch");
  state.data = text.at("data").get<std::string>();
  return state;
}

} // namespace

std::string printTrainState(const TrainState &state) {
  json callbacks = json::array(), history = json::array();
  for (const CallbackMemory &memory : state.callbacks)
    callbacks.push_back({{"best", printDouble(memory.best)}, {"wait", memory.wait}});
  for (const HistoryRow &row : state.history)
    history.push_back(printRow(row));
  json text = {{"epoch", state.epoch},
               {"step_in_epoch", state.stepInEpoch},
               {"step", state.step},
               {"finished", state.finished},
               {"images", state.images},
               {"correct", state.correct},
               {"loss_sum", printDouble(state.lossSum)},
               {"seconds", printDouble(state.seconds)},
               {"rate", printDouble(state.rate)},
               {"callbacks", callbacks},
               {"best", printDouble(state.best)},
               {"best_step", state.bestStep},
               {"history", history},
               {"seed", state.seed},
               {"batch", state.batch},
               {"data", state.data}};
  return text.dump();
}

std::optional<TrainState> parseTrainState(std::string_view text) {
  try {
    return parse(json::parse(text));
  } catch (const json::exception &) {
    return std::nullopt;
  } catch (const std::invalid_argument &) {
    return std::nullopt;
  }
}

} // namespace resnetc
