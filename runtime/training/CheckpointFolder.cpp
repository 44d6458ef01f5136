// CheckpointFolder: see CheckpointFolder.h.
#include "runtime/training/CheckpointFolder.h"
#include "runtime/images/PrintableName.h"
#include "runtime/training/WritePieces.h"
#include <algorithm>
#include <charconv>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sys/file.h>

namespace fs = std::filesystem;

namespace resnetc {
namespace {

/// The step in `ckpt-400`, or -1.
int64_t stepOfName(std::string_view name) {
  constexpr std::string_view start = "ckpt-";
  if (name.substr(0, start.size()) != start)
    return -1;
  name.remove_prefix(start.size());
  int64_t step = -1;
  auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), step);
  return error == std::errc() && end == name.data() + name.size() ? step : -1;
}

Failure userFailure(const fs::path &file, const std::string &why) {
  return {Blame::User, printableName(file) + ": " + why};
}

/// A phrase if a whole checkpoint does not fit the net.
std::string checkOwner(const Checkpoint &checkpoint, const CheckpointOwner &owner, size_t parameterFloats,
                       size_t optimizerFloats) {
  if (checkpoint.owner.specHash != owner.specHash)
    return "a checkpoint of another spec";
  if (checkpoint.parameters.size() != parameterFloats || checkpoint.optimizer.size() != optimizerFloats)
    return "a checkpoint of " + std::to_string(checkpoint.parameters.size()) + " parameters and " +
           std::to_string(checkpoint.optimizer.size()) + " numbers of the optimizer, but the net has " +
           std::to_string(parameterFloats) + " and " + std::to_string(optimizerFloats);
  return "";
}

} // namespace

Outcome<CheckpointFolder> CheckpointFolder::open(const fs::path &folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  FileDescriptor lock(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (lock.number() < 0) {
    int cause = error ? error.value() : errno;
    bool world = cause == ENOSPC || cause == EDQUOT || cause == EIO || cause == EROFS || cause == EMFILE;
    return Failure{world ? Blame::World : Blame::User, printableName(folder) + ": " + std::strerror(cause)};
  }
  if (flock(lock.number(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    return userFailure(folder, "another training is writing here");
  for (const fs::directory_entry &entry : fs::directory_iterator(folder, error))
    if (entry.path().extension() == ".tmp") {
      std::error_code ignored; // the next checkpoint of that name replaces it
      fs::remove(entry.path(), ignored);
    }
  return CheckpointFolder(folder, std::move(lock));
}

std::vector<int64_t> CheckpointFolder::listSteps() const {
  std::vector<int64_t> steps;
  std::error_code error;
  for (const fs::directory_entry &entry : fs::directory_iterator(folder, error))
    if (int64_t step = stepOfName(entry.path().filename().native()); step >= 0)
      steps.push_back(step);
  std::sort(steps.rbegin(), steps.rend());
  return steps;
}

std::vector<int64_t> CheckpointFolder::stepsToTry() const {
  std::vector<int64_t> steps = listSteps();
  std::ifstream stream(folder / "latest");
  std::string name;
  std::getline(stream, name);
  auto named = std::find(steps.begin(), steps.end(), stepOfName(name));
  if (named != steps.end())
    std::rotate(steps.begin(), named, named + 1);
  return steps;
}

std::optional<Failure> CheckpointFolder::save(const CheckpointOwner &owner, FloatSpan parameters, FloatSpan optimizer,
                                              const TrainState &state) {
  fs::path file = fileOf(state.step);
  if (auto failure = writeCheckpoint(file, owner, parameters, optimizer, state))
    return failure;
  if (auto failure = writePieces(folder / "latest", {file.filename().native(), "\n"}))
    return failure;
  std::vector<int64_t> steps = listSteps();
  for (size_t i = 2; i < steps.size(); ++i)
    if (steps[i] != state.bestStep) {
      std::error_code ignored; // one too many harms nobody
      fs::remove(fileOf(steps[i]), ignored);
    }
  return std::nullopt;
}

Outcome<std::optional<Checkpoint>> CheckpointFolder::load(const CheckpointOwner &owner, size_t parameterFloats,
                                                          size_t optimizerFloats,
                                                          std::vector<std::string> &notices) const {
  std::vector<int64_t> steps = stepsToTry();
  for (int64_t step : steps) {
    Outcome<Checkpoint> checkpoint = readCheckpoint(fileOf(step));
    if (!checkpoint && checkpoint.failure().blame == Blame::World)
      return checkpoint.failure();
    if (!checkpoint) {
      notices.push_back(checkpoint.failure().message + "; trying the one before");
      continue;
    }
    std::string why = checkOwner(*checkpoint, owner, parameterFloats, optimizerFloats);
    if (!why.empty())
      return userFailure(fileOf(step), why);
    if (checkpoint->owner.libraryHash != owner.libraryHash)
      notices.push_back(printableName(fileOf(step)) + ": the net was compiled anew since; the last bits may differ "
                                                      "from those of a training without a pause");
    return std::optional<Checkpoint>(std::move(*checkpoint));
  }
  if (!steps.empty())
    return userFailure(folder, "none of its checkpoints can be read; the newest: " + notices.front());
  return std::optional<Checkpoint>();
}

std::optional<Failure> CheckpointFolder::clear() {
  std::error_code error;
  fs::remove(folder / "latest", error);
  for (int64_t step : listSteps())
    if (!error)
      fs::remove(fileOf(step), error);
  if (error)
    return Failure{Blame::World, printableName(folder) + ": old checkpoints cannot be removed: " + error.message()};
  return std::nullopt;
}

} // namespace resnetc
