// TrainRun: see TrainRun.h.
#include "runtime/fitting/TrainRun.h"
#include "runtime/images/PrintableName.h"
#include "runtime/net/WriteFile.h"
#include "runtime/training/CheckpointFolder.h"
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

namespace fs = std::filesystem;

namespace resnetc {
namespace {

using nlohmann::ordered_json;

constexpr int version = 1;
const char *const kernelWords[] = {"auto", "tf", "th"}; // in the order of Kernels

Failure userFailure(const fs::path &file, const std::string &why) {
  return {Blame::User, printableName(file) + ": " + why};
}

std::string printRun(const TrainRun &run) {
  return ordered_json{{"version", version},
                      {"data", run.data},
                      {"validation", run.validation},
                      {"weights", run.weights},
                      {"kernels", kernelWords[int(run.kernels)]},
                      {"new-head", run.newHead},
                      {"strict-math", run.strictMath},
                      {"threads", run.threads},
                      {"device", run.device ? run.device->text() : ""},
                      {"steps", run.steps},
                      {"checkpoint-steps", run.checkpointSteps},
                      {"spec", run.spec}}
             .dump(2) +
         "\n";
}

Kernels kernelsOf(const std::string &word) {
  for (Kernels kernels : {Kernels::Tf, Kernels::Th})
    if (word == kernelWords[int(kernels)])
      return kernels;
  return Kernels::Auto;
}

TrainRun parseRun(const ordered_json &json) {
  auto text = [&](const char *key) { return json.at(key).get<std::string>(); };
  TrainRun run;
  run.spec = text("spec");
  run.data = text("data");
  run.validation = text("validation");
  run.weights = text("weights");
  run.kernels = kernelsOf(text("kernels"));
  run.newHead = json.at("new-head").get<bool>();
  run.strictMath = json.at("strict-math").get<bool>();
  run.threads = json.at("threads").get<int>();
  run.device = parseDevice(json.value("device", "")); // older folders have none
  run.steps = json.at("steps").get<int64_t>();
  run.checkpointSteps = json.at("checkpoint-steps").get<int64_t>();
  return run;
}

/// Whether the names read back as they are from a file with one a line.
bool fitLines(const std::vector<std::string> &names) {
  for (const std::string &name : names)
    if (name != printableText(name) || name.back() == ' ' || name[0] == '[' || name[0] == '{')
      return false;
  return true;
}

} // namespace

bool isTrainRun(const fs::path &folder) {
  std::error_code error;
  return fs::exists(folder / trainRunFile, error);
}

std::optional<Failure> writeTrainRun(const fs::path &folder, const TrainRun &run) {
  try {
    return writeFile(folder / trainRunFile, printRun(run));
  } catch (const ordered_json::type_error &) { // JSON holds no other text
    return Failure{Blame::User, "the names of data and weights must be UTF-8 to be kept for --resume"};
  }
}

Outcome<TrainRun> readTrainRun(const fs::path &folder) {
  std::error_code error;
  if (!fs::exists(folder, error))
    return userFailure(folder, "no such folder");
  if (!isTrainRun(folder))
    return userFailure(folder, std::string("not the folder of a training: it has no ") + trainRunFile +
                                   "; `resnetc train NET.yaml --data D -o " + printableName(folder) + "` begins one");
  const fs::path file = folder / trainRunFile;
  std::ifstream stream(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (stream.bad() || !stream.is_open())
    return userFailure(file, "cannot be read");
  try {
    ordered_json json = ordered_json::parse(text);
    if (json.at("version") != version)
      return userFailure(file, "written by another version of resnetc");
    TrainRun run = parseRun(json);
    if (const std::string device = json.value("device", ""); !device.empty() && !run.device)
      return userFailure(file, "names a device that this resnetc does not know: " + printableText(device));
    return run;
  } catch (const ordered_json::exception &) {
    return userFailure(file, "damaged: not what `resnetc train` wrote");
  }
}

std::optional<Failure> beginTrainRun(const fs::path &folder, const std::string &net) {
  Outcome<CheckpointFolder> checkpoints = CheckpointFolder::open(folder / "checkpoints");
  if (!checkpoints)
    return checkpoints.failure();
  if (auto failure = checkpoints->clear())
    return failure;
  std::vector<std::string> old = {"last.h5", "best.h5", "history.csv", "history.svg", net + ".safetensors"};
  if (isTrainRun(folder))
    old.push_back("classes.txt"); // an earlier training's
  old.push_back(trainRunFile);
  for (const std::string &name : old) {
    std::error_code error;
    fs::remove(folder / name, error);
    if (error)
      return Failure{Blame::World, printableName(folder / name) + ": cannot be removed: " + error.message()};
  }
  return std::nullopt;
}

std::optional<Failure> writeTrainedNames(const fs::path &folder, std::vector<std::string> names, int classes) {
  if (names.empty())
    return std::nullopt;
  while (names.size() < size_t(classes))
    names.push_back("class " + std::to_string(names.size()));
  std::string text;
  for (const std::string &name : names)
    text += name + "\n";
  if (!fitLines(names))
    text = ordered_json(names).dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
  return writeFile(folder / "classes.txt", text);
}

} // namespace resnetc
