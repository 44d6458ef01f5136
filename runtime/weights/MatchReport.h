// MatchReport: what became of each tensor of a file and each parameter of a net. A
// load succeeded only if there are no errors; then nothing was missing or left over.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace resnetc {

/// One parameter that got its values.
struct MatchedTensor {
  std::string parameter; ///< conv1/kernel
  std::string source;    ///< its name in the file
  std::string shape;     ///< of the parameter: 7x7x3x64
  std::string type;      ///< in the file: f32 …
  bool transposed = false, flipped = false;
};

struct MatchReport {
  std::string file;
  std::string style;   ///< Keras 1, Keras 2, Keras 3, PyTorch …
  std::string kernels; ///< `Theano kernels: transposed, flipped`; empty where there is nothing to say

  std::vector<MatchedTensor> matched;   ///< canonical order
  std::vector<std::string> ignored;     ///< tensors of the file that no net needs: num_batches_tracked
  std::vector<std::string> skippedParts; ///< groups of the file: optimizer_weights
  std::string newHead;                  ///< the layer that keeps its initial values, else empty
  int64_t newHeadClasses = 0;
  std::vector<std::string> skippedHead; ///< the file's tensors of its old head

  std::vector<std::string> errors; ///< sentences that start with the file; empty: the blob is loaded
  std::vector<std::string> hints;  ///< to the errors
  bool outsideWorld = false;       ///< the errors are not the user's: exit 3

  bool ok() const { return errors.empty(); }
};

/// `weights: 320 tensors of FILE (Keras 1, Theano kernels: transposed, flipped)`, one line.
std::string printSummary(const MatchReport &report);

/// A line for each parameter, then what was skipped or ignored.
std::string printTable(const MatchReport &report);

/// A line for each error and hint, without a final newline.
std::string printErrors(const MatchReport &report);

} // namespace resnetc
