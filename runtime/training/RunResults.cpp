// RunResults: see RunResults.h.
#include "runtime/training/RunResults.h"
#include "runtime/net/WriteFile.h"
#include "runtime/training/LearningCurves.h"

namespace fs = std::filesystem;

namespace resnetc {

std::optional<Failure> writeRunResults(const TrainJob &job, const History &history, bool isBest) {
  if (isBest)
    if (auto failure = job.writeWeights(job.run / "best.h5"))
      return failure;
  if (auto failure = job.writeWeights(job.run / "last.h5"))
    return failure;
  if (auto failure = writeFile(job.run / "history.csv", printHistory(history)))
    return failure;
  if (auto failure = writeFile(job.run / "history.svg", drawLearningCurves(job.name, history)))
    return failure;
  return std::nullopt;
}

void removeRunLeftovers(const fs::path &run) {
  std::error_code error, ignored;
  for (const fs::directory_entry &entry : fs::directory_iterator(run, error)) {
    std::string name = entry.path().filename().native();
    if (name.rfind(".resnetc-", 0) == 0 && entry.is_regular_file(ignored))
      fs::remove(entry.path(), ignored);
  }
}

} // namespace resnetc
