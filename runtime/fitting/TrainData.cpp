// TrainData: see TrainData.h.
#include "runtime/fitting/TrainData.h"
#include "runtime/images/PrintableName.h"

namespace resnetc {
namespace {

/// One class folder is nearly always the folder below the one that was meant.
std::optional<Failure> refuseOneClass(const DataSet &data, const std::string &folder, const NetInput &input) {
  const std::vector<std::string> &names = data.classNames();
  if (names.size() != 1 || input.classes == 1)
    return std::nullopt;
  return Failure{Blame::User, printableText(folder) + ": " + printableText(names[0]) +
                                  " is its only class folder, which leaves nothing to tell apart; --data is the folder "
                                  "that holds one for each class"};
}

} // namespace

Outcome<TrainData> openTrainData(const std::string &data, const std::string &validation, const NetInput &input) {
  std::string training = data, validating = validation;
  if (auto split = findSplitFolders(data)) {
    training = split->train.native();
    if (validating.empty())
      validating = split->validation.native();
  }
  TrainData sets;
  Outcome<OwnedDataSet> first = openDataSet(training, input);
  if (!first)
    return first.failure();
  sets.data = std::move(*first);
  if (auto failure = refuseOneClass(*sets.data, training, input))
    return *failure;
  if (!validating.empty()) {
    Outcome<OwnedDataSet> second = openDataSet(validating, input, sets.data->classNames());
    if (!second)
      return second.failure();
    sets.validation = std::move(*second);
  }
  for (const DataSet *set : {sets.data.get(), sets.validation.get()})
    if (set)
      if (auto failure = checkDataSet(*set))
        return *failure;
  return sets;
}

} // namespace resnetc
