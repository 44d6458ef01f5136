// LearningCurves: history.svg, loss and accuracy over the epochs, for training and validation.
#pragma once
#include "runtime/training/History.h"

namespace resnetc {

/// A picture of two charts side by side, in the reader's light or dark colours. Values that are no numbers are gaps.
std::string drawLearningCurves(const std::string &title, const History &history);

} // namespace resnetc
