// Loss: softmax with cross-entropy, mean over the images that count.
#pragma once
#include "ir/interpreter/Tensor.h"

namespace resnetc {

struct LossAndGradient {
  double loss = 0;
  int64_t correct = 0; ///< rows whose first largest logit is the label's; none in a row with NaN
  Tensor gradient;     ///< of the logits; 0 in the rows that do not count
};

/// As the op softmax_cross_entropy says, over the first `count` rows of N x K logits.
/// \param labels  N numbers, the first `count` of them from 0 to K - 1
LossAndGradient softmaxCrossEntropy(const Tensor &logits, const Tensor &labels, double labelSmoothing, int64_t count);

} // namespace resnetc
