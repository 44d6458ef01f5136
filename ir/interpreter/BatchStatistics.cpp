#include "ir/interpreter/BatchStatistics.h"
#include <algorithm>
#include <cmath>

namespace resnetc {
namespace {
/// The mean of value(i) for each channel of an N x H x W x C map, over the first `count` images.
template <typename Function> Tensor meanByChannel(const Tensor &map, int64_t count, Function value) {
  Tensor mean = filled({map.shape.back()});
  const size_t channels = mean.values.size(), end = size_t(map.elements() / map.shape[0] * count);
  for (size_t i = 0; i < end; ++i)
    mean.values[i % channels] += value(i);
  for (double &sum : mean.values)
    sum /= double(end / channels);
  return mean;
}

/// (x - mean) / sqrt(variance + epsilon) of one value.
double normed(const Tensor &input, const Norm &norm, size_t i) {
  const size_t c = i % norm.mean.values.size();
  return (input.values[i] - norm.mean.values[c]) / std::sqrt(norm.variance.values[c] + norm.epsilon);
}
} // namespace

Statistics statisticsOf(const Tensor &input, int64_t count) {
  const size_t channels = size_t(input.shape.back());
  Tensor mean = meanByChannel(input, count, [&](size_t i) { return input.values[i]; });
  Tensor variance = meanByChannel(input, count, [&](size_t i) {
    const double distance = input.values[i] - mean.values[i % channels];
    return distance * distance;
  });
  return {std::move(mean), std::move(variance)};
}

NormSums normSums(const Tensor &dy, const Tensor &input, const Norm &norm, int64_t count) {
  const size_t channels = size_t(dy.shape.back());
  const double values = double(dy.elements() / dy.shape[0] * count) / double(channels);
  NormSums sums = {meanByChannel(dy, count, [&](size_t i) { return dy.values[i] * normed(input, norm, i); }),
                   meanByChannel(dy, count, [&](size_t i) { return dy.values[i]; })};
  for (Tensor *sum : {&sums.dgamma, &sums.dbeta})
    for (double &mean : sum->values)
      mean *= values;
  return sums;
}

Tensor normInputGradient(const Tensor &dy, const Tensor &input, const Norm &norm, const NormSums &sums, int64_t count) {
  const size_t channels = size_t(dy.shape.back()), end = size_t(dy.elements() / dy.shape[0] * count);
  const double values = double(end) / double(channels);
  const Tensor factor = normFactor(norm.gamma, norm.variance, norm.epsilon);
  Tensor dx = filled(dy.shape);
  for (size_t i = 0; i < end; ++i) {
    const size_t c = i % channels;
    dx.values[i] = factor.values[c] * (dy.values[i] - sums.dbeta.values[c] / values -
                                       normed(input, norm, i) * sums.dgamma.values[c] / values);
  }
  return dx;
}

Tensor frozenNormGradient(Tensor dy, const Norm &norm) {
  const Tensor factor = normFactor(norm.gamma, norm.variance, norm.epsilon);
  for (size_t i = 0; i < dy.values.size(); ++i)
    dy.values[i] *= factor.values[i % factor.values.size()];
  return dy;
}

Tensor movingAverage(Tensor old, const Tensor &now, double weight) {
  for (size_t c = 0; c < old.values.size(); ++c)
    old.values[c] = weight * old.values[c] + (1 - weight) * now.values[c];
  return old;
}

Tensor unbiased(Tensor variance, int64_t values) {
  for (double &value : variance.values)
    value *= double(values) / double(std::max(values - 1, int64_t(1)));
  return variance;
}

} // namespace resnetc
