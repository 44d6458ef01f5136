// What a step of training is given, checked and made ready for kernels: the same on CPUs and devices.
#pragma once
#include "runtime/embed/support.h"

/// The argument `hyper` of kernels (ir/machine/KernelArguments.h, HyperIndex).
enum HyperValue {
  HYPER_IMAGES,
  HYPER_RATE,
  HYPER_MOMENTUM,
  HYPER_NESTEROV,
  HYPER_WEIGHT_DECAY,
  HYPER_ADAM_CORRECTION,
  HYPER_VALUES = 8
};

/// RESNETC_BAD_BATCH, RESNETC_BAD_LABEL or RESNETC_OK.
int32_t support_check_batch(const TrainCode *net, const int32_t *labels, int32_t batch);

/// The 8 numbers of a step. RESNETC_NON_FINITE: one of them is infinite or not a number.
int32_t support_fill_hyper(const TrainCode *net, const resnetc_hyper *hyper, int32_t batch, float *values);

/// Of the infinities and NaNs all bits of the exponent are set.
static inline int support_is_finite(float value) {
  uint32_t bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  return (bits & 0x7f800000u) != 0x7f800000u;
}
