// Elementwise: layers that keep the shape. Pure functions; NaN in, NaN out.
#pragma once
#include "ir/interpreter/Tensor.h"

namespace resnetc {

/// A batch norm's tensors, [c] each.
struct Norm {
  Tensor gamma, beta, mean, variance;
  double epsilon = 0;
};

/// gamma / sqrt(variance + epsilon), by channel.
Tensor normFactor(const Tensor &gamma, const Tensor &variance, double epsilon);

/// gamma * (x - mean) / sqrt(variance + epsilon) + beta; channels are innermost.
Tensor batchNorm(Tensor input, const Norm &norm);

/// max(x, 0)
Tensor relu(Tensor input);

/// Both have one shape.
Tensor add(Tensor left, const Tensor &right);

/// exp(x - max) / sum of exp(x - max), for each row of an N x K tensor.
Tensor softmax(Tensor logits);

} // namespace resnetc
