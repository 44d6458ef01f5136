// Updates: one step of an optimizer on one parameter, as the ops sgd_update and adam_update say.
#pragma once
#include "ir/interpreter/Training.h"

namespace resnetc {

/// All three of one shape; `velocity` is 0 before the first step.
void updateBySgd(Tensor &parameter, Tensor &velocity, const Tensor &gradient, const Hyper &hyper);

struct AdamDetails {
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7;
  bool decoupled = false; ///< AdamW: weight decay beside the moments
};

/// sqrt(1 - beta2^t) / (1 - beta1^t), t = step + 1
double adamCorrection(int64_t step, const AdamDetails &details);

/// All four of one shape; the moments are 0 before the first step.
void updateByAdam(Tensor &parameter, Tensor &firstMoment, Tensor &secondMoment, const Tensor &gradient,
                  const Hyper &hyper, const AdamDetails &details, double correction);

} // namespace resnetc
