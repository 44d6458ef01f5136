// LoadWeights: fills a net's parameter blob from a file of weights, by name and with
// exact shapes, and reports what it did. All or nothing: any tensor without its partner,
// of a wrong shape or with a value that is no number leaves the blob as it was.
#pragma once
#include "runtime/weights/KernelOrder.h"
#include "runtime/weights/MatchReport.h"
#include "runtime/weights/ParameterList.h"
#include "runtime/weights/WeightsFile.h"

namespace resnetc {

struct LoadOptions {
  Kernels kernels = Kernels::Auto; ///< --kernels; only Keras 1 and 2 files have a choice
  std::string newHead;             ///< --new-head: the head's layer, which keeps the values in the blob; or empty
  bool allowNonfinite = false;     ///< take NaN and infinities
  OpenOptions open;
};

/// \param blob  canonical order; resized to the net's size if nothing of it is kept. With
///              newHead it must hold the head's initial values already.
MatchReport loadWeights(const WeightsFile &file, const ParameterList &parameters, const LoadOptions &options,
                        std::vector<float> &blob);

/// Opens the file and loads it.
MatchReport loadWeights(const std::string &path, const ParameterList &parameters, const LoadOptions &options,
                        std::vector<float> &blob);

/// What is wrong with the values of one tensor, in the blob's layout: `3 values that are
/// NaN or infinite …`, `a negative variance …`; empty if nothing.
std::string findBadValue(const ParameterShape &parameter, const float *values, bool allowNonfinite);

} // namespace resnetc
