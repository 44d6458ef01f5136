// CheckpointFolder: the checkpoints of one training: ckpt-<step> files, and `latest`, which names the newest.
#pragma once
#include "runtime/training/CheckpointFile.h"
#include "runtime/weights/FileDescriptor.h"

namespace resnetc {

/// The two newest and the best epoch's are kept. Whoever holds the folder holds its lock.
class CheckpointFolder {
public:
  /// Makes the folder if it is missing, locks it and removes what a killed training left half-written. `User` if
  /// another training uses it or the place cannot be one.
  static Outcome<CheckpointFolder> open(const std::filesystem::path &folder);

  /// Writes ckpt-<state.step>, then `latest`, then removes what is not kept. After a failure (`World`) all earlier
  /// checkpoints are still there.
  std::optional<Failure> save(const CheckpointOwner &owner, FloatSpan parameters, FloatSpan optimizer,
                              const TrainState &state);

  /// The one that `latest` names or, if that is damaged, the newest that is not. Nothing if there is none at all.
  /// `User` if all are damaged, or the one found belongs to another spec or to other sizes.
  /// \param notices  a sentence for each that had to be passed over, and if the net was compiled anew.
  Outcome<std::optional<Checkpoint>> load(const CheckpointOwner &owner, size_t parameterFloats, size_t optimizerFloats,
                                          std::vector<std::string> &notices) const;

  /// Removes all checkpoints: a new training begins here.
  std::optional<Failure> clear();

private:
  CheckpointFolder(std::filesystem::path folder, FileDescriptor lock)
      : folder(std::move(folder)), lock(std::move(lock)) {}
  std::vector<int64_t> listSteps() const;
  std::vector<int64_t> stepsToTry() const;
  std::filesystem::path fileOf(int64_t step) const { return folder / ("ckpt-" + std::to_string(step)); }

  std::filesystem::path folder;
  FileDescriptor lock;
};

} // namespace resnetc
