// TrainData: see TrainData.h.
#include "runtime/fitting/TrainData.h"

namespace resnetc {

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
