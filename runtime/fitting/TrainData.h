// TrainData: the sets that a training reads, opened and checked before anything is written.
#pragma once
#include "runtime/training/DataSet.h"

namespace resnetc {

struct TrainData {
  OwnedDataSet data, validation; ///< validation may be null
};

/// Opens what --data and --validation name (DataSet.h); a folder of `train` and `val` alone is both sets. The validation
/// set has the training set's classes. `User` also for samples that cannot be read: a line each, up to 20.
/// \param validation  empty: none but what lies in `data`.
Outcome<TrainData> openTrainData(const std::string &data, const std::string &validation, const NetInput &input);

} // namespace resnetc
