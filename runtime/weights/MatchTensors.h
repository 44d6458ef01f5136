// MatchTensors: pairs a file's tensors with a net's parameters, by names alone.
#pragma once
#include "runtime/weights/MatchReport.h"
#include "runtime/weights/NameFamilies.h"
#include "runtime/weights/ParameterList.h"

namespace resnetc {

struct TensorMatch {
  /// For each parameter the index of its tensor in the file; -1: missing, or of the new head.
  std::vector<int64_t> sources;
  std::vector<NameReading> readings; ///< of each tensor of the file
  NameStyle style = NameStyle::Unknown; ///< of most matched tensors
  /// A Keras 3 file without its layers' names: they were found by class and count, as Keras does.
  bool byPlace = false;
};

/// Fills the report's heads, ignored tensors and errors: missing (with the nearest names),
/// left over, two tensors for one parameter.
/// \param newHead  the layer whose tensors are not taken from the file, or empty.
TensorMatch matchTensors(const WeightsFile &file, const ParameterList &parameters, const std::string &newHead,
                         MatchReport &report);

} // namespace resnetc
