#include "ir/interpreter/Elementwise.h"
#include <algorithm>
#include <cassert>
#include <cmath>

namespace resnetc {

Tensor normFactor(const Tensor &gamma, const Tensor &variance, double epsilon) {
  Tensor factor = gamma;
  for (size_t c = 0; c < factor.values.size(); ++c)
    factor.values[c] /= std::sqrt(variance.values[c] + epsilon);
  return factor;
}

Tensor batchNorm(Tensor input, const Norm &norm) {
  const size_t channels = norm.gamma.values.size();
  assert(size_t(input.shape.back()) == channels);
  const Tensor factor = normFactor(norm.gamma, norm.variance, norm.epsilon);
  for (size_t i = 0; i < input.values.size(); ++i) {
    const size_t c = i % channels;
    input.values[i] = (input.values[i] - norm.mean.values[c]) * factor.values[c] + norm.beta.values[c];
  }
  return input;
}

Tensor relu(Tensor input) {
  for (double &value : input.values)
    if (value < 0) // false for NaN
      value = 0;
  return input;
}

Tensor add(Tensor left, const Tensor &right) {
  assert(left.shape == right.shape);
  for (size_t i = 0; i < left.values.size(); ++i)
    left.values[i] += right.values[i];
  return left;
}

Tensor softmax(Tensor logits) {
  const int64_t classes = logits.shape[1];
  for (int64_t n = 0; n < logits.shape[0]; ++n) {
    double *row = &logits.values[size_t(n * classes)];
    const double largest = *std::max_element(row, row + classes);
    double sum = 0;
    for (int64_t k = 0; k < classes; ++k)
      sum += row[k] = std::exp(row[k] - largest);
    for (int64_t k = 0; k < classes; ++k)
      row[k] /= sum;
  }
  return logits;
}

} // namespace resnetc
