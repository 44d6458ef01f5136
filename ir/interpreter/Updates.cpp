#include "ir/interpreter/Updates.h"
#include <cmath>

namespace resnetc {

void updateBySgd(Tensor &parameter, Tensor &velocity, const Tensor &gradient, const Hyper &hyper) {
  for (size_t i = 0; i < parameter.values.size(); ++i) {
    double &p = parameter.values[i], &v = velocity.values[i];
    const double pull = hyper.rate * (gradient.values[i] + hyper.weightDecay * p);
    v = hyper.momentum * v - pull;
    p += hyper.nesterov ? hyper.momentum * v - pull : v;
  }
}

double adamCorrection(int64_t step, const AdamDetails &details) {
  const double t = double(step + 1);
  return std::sqrt(1 - std::pow(details.beta2, t)) / (1 - std::pow(details.beta1, t));
}

void updateByAdam(Tensor &parameter, Tensor &firstMoment, Tensor &secondMoment, const Tensor &gradient,
                  const Hyper &hyper, const AdamDetails &details, double correction) {
  const double rate = hyper.rate * correction;
  for (size_t i = 0; i < parameter.values.size(); ++i) {
    double &p = parameter.values[i], &m = firstMoment.values[i], &v = secondMoment.values[i];
    const double g = gradient.values[i] + (details.decoupled ? 0 : hyper.weightDecay * p);
    if (details.decoupled)
      p -= hyper.rate * hyper.weightDecay * p;
    m = details.beta1 * m + (1 - details.beta1) * g;
    v = details.beta2 * v + (1 - details.beta2) * g * g;
    p -= rate * m / (std::sqrt(v) + details.epsilon);
  }
}

} // namespace resnetc
