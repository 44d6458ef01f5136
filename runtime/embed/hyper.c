// The checks of a step's images and labels, and the numbers of the step that kernels read.
#include "runtime/embed/hyper.h"

int32_t support_check_batch(const TrainCode *net, const int32_t *labels, int32_t batch) {
  if (batch < 1 || batch > net->batch)
    return RESNETC_BAD_BATCH;
  for (int32_t i = 0; i < batch; ++i)
    if (labels[i] < 0 || labels[i] >= net->classes)
      return RESNETC_BAD_LABEL;
  return RESNETC_OK;
}

/// By squaring: a hundred roundings at most, where a product over all steps has millions.
static double power(double base, uint64_t exponent) {
  double result = 1;
  for (; exponent; exponent >>= 1, base *= base)
    if (exponent & 1)
      result *= base;
  return result;
}

/// What makes up for moments that started at zero (Kingma and Ba 2015, section 2, the efficient form).
static double adamCorrection(const TrainCode *net, uint64_t t) {
  return __builtin_sqrt(1 - power(net->beta2, t)) / (1 - power(net->beta1, t));
}

int32_t support_fill_hyper(const TrainCode *net, const resnetc_hyper *hyper, int32_t batch, float *values) {
  values[HYPER_IMAGES] = (float)batch;
  values[HYPER_RATE] = (float)(hyper->rate / (1 + (double)hyper->decay * (double)hyper->step));
  values[HYPER_MOMENTUM] = hyper->momentum;
  values[HYPER_NESTEROV] = hyper->nesterov ? 1.0f : 0.0f;
  values[HYPER_WEIGHT_DECAY] = hyper->weight_decay;
  values[HYPER_ADAM_CORRECTION] = (float)adamCorrection(net, (uint64_t)hyper->step + 1);
  for (int i = HYPER_IMAGES; i <= HYPER_ADAM_CORRECTION; ++i)
    if (!support_is_finite(values[i]))
      return RESNETC_NON_FINITE; // it would be in every parameter
  return RESNETC_OK;
}
