// History: what each epoch came to, and its file history.csv.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace resnetc {

struct HistoryRow {
  int64_t epoch = 0; ///< from 0, as Keras writes it
  double accuracy = 0, loss = 0;
  std::optional<double> valAccuracy, valLoss; ///< with validation data
  double seconds = 0;                         ///< validation included
};

using History = std::vector<HistoryRow>;

/// epoch,accuracy,loss,val_accuracy,val_loss,seconds: the columns of Keras's CSVLogger and `seconds`. Shortest digits
/// that read back to the same bits; without validation the fields are empty.
std::string printHistory(const History &history);

} // namespace resnetc
