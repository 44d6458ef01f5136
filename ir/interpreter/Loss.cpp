#include "ir/interpreter/Loss.h"
#include <algorithm>
#include <cmath>

namespace resnetc {
namespace {
/// False if a logit is NaN: its comparisons are false.
bool isAnswer(const double *row, int64_t classes, int64_t label) {
  for (int64_t k = 0; k < classes; ++k)
    if (k < label ? !(row[k] < row[label]) : !(row[k] <= row[label]))
      return false;
  return true;
}
} // namespace

LossAndGradient softmaxCrossEntropy(const Tensor &logits, const Tensor &labels, double labelSmoothing, int64_t count) {
  const int64_t classes = logits.shape[1];
  LossAndGradient result;
  result.gradient = filled(logits.shape);
  for (int64_t n = 0; n < count; ++n) {
    const double *row = &logits.values[size_t(n * classes)];
    double *gradient = &result.gradient.values[size_t(n * classes)];
    const int64_t label = int64_t(labels.values[size_t(n)]);
    const double largest = *std::max_element(row, row + classes);
    double sum = 0;
    for (int64_t k = 0; k < classes; ++k)
      sum += std::exp(row[k] - largest);
    for (int64_t k = 0; k < classes; ++k) {
      const double target = (1 - labelSmoothing) * double(k == label) + labelSmoothing / double(classes);
      const double logProbability = row[k] - largest - std::log(sum);
      result.loss -= target * logProbability / double(count);
      gradient[k] = (std::exp(logProbability) - target) / double(count);
    }
    result.correct += isAnswer(row, classes, label);
  }
  return result;
}

} // namespace resnetc
