// History: see History.h.
#include "runtime/training/History.h"
#include "runtime/training/DoubleText.h"

namespace resnetc {

std::string printHistory(const History &history) {
  std::string text = "epoch,accuracy,loss,val_accuracy,val_loss,seconds\n";
  auto field = [](const std::optional<double> &value) { return value ? printDouble(*value) : std::string(); };
  for (const HistoryRow &row : history)
    text += std::to_string(row.epoch) + ',' + printDouble(row.accuracy) + ',' + printDouble(row.loss) + ',' +
            field(row.valAccuracy) + ',' + field(row.valLoss) + ',' + printDouble(row.seconds) + '\n';
  return text;
}

} // namespace resnetc
