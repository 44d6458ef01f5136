// The public calls of training: what they check, the numbers of a step that kernels read, and the metrics.
// Nothing is written before all checks are done.
#include "runtime/embed/support.h"

/// Lets the compiler prove that its constant has the layout of TrainCode.
const int64_t support_train_code_bytes = sizeof(TrainCode);

/// The argument `hyper` of kernels (ir/machine/KernelArguments.h, HyperIndex).
enum { IMAGES, RATE, MOMENTUM, NESTEROV, WEIGHT_DECAY, ADAM_CORRECTION, HYPER_VALUES = 8 };

static int32_t checkMemory(const void *parameters, const void *state, const float *images, const int32_t *labels,
                           const resnetc_metrics *metrics, const void *arena) {
  if (!parameters || !state || !images || !labels || !metrics || !arena)
    return RESNETC_NULL_POINTER;
  if (!support_is_aligned(parameters, 64) || !support_is_aligned(state, 64) || !support_is_aligned(arena, 64) ||
      !support_is_aligned(images, sizeof(float)) || !support_is_aligned(labels, sizeof(int32_t)) ||
      !support_is_aligned(metrics, sizeof(float)))
    return RESNETC_MISALIGNED;
  return RESNETC_OK;
}

static int32_t checkBatch(const TrainCode *net, const int32_t *labels, int32_t batch) {
  if (batch < 1 || batch > net->batch)
    return RESNETC_BAD_BATCH;
  for (int32_t i = 0; i < batch; ++i)
    if (labels[i] < 0 || labels[i] >= net->classes)
      return RESNETC_BAD_LABEL;
  return support_check_cpu(net->cpuLevel);
}

/// What gradients and evaluate ask for: memory first, then what lies in it.
static int32_t checkCall(const TrainCode *net, const void *parameters, const void *state, const float *images,
                         const int32_t *labels, int32_t batch, const resnetc_metrics *metrics, const void *arena) {
  const int32_t status = checkMemory(parameters, state, images, labels, metrics, arena);
  return status ? status : checkBatch(net, labels, batch);
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

/// Of the infinities and NaNs all bits of the exponent are set.
static int isFinite(float value) {
  uint32_t bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  return (bits & 0x7f800000u) != 0x7f800000u;
}

static int32_t fillHyper(const TrainCode *net, const resnetc_hyper *hyper, int32_t batch, float *values) {
  values[IMAGES] = (float)batch;
  values[RATE] = (float)(hyper->rate / (1 + (double)hyper->decay * (double)hyper->step));
  values[MOMENTUM] = hyper->momentum;
  values[NESTEROV] = hyper->nesterov ? 1.0f : 0.0f;
  values[WEIGHT_DECAY] = hyper->weight_decay;
  values[ADAM_CORRECTION] = (float)adamCorrection(net, (uint64_t)hyper->step + 1);
  for (int i = IMAGES; i <= ADAM_CORRECTION; ++i)
    if (!isFinite(values[i]))
      return RESNETC_NON_FINITE; // it would be in every parameter
  return RESNETC_OK;
}

static Worker workerOf(const TrainCode *net, void *arena, const resnetc_pool *pool) {
  uint8_t *scratch = (uint8_t *)arena + net->arenaBytes;
  return (Worker){pool, scratch, (uint64_t)net->scratchBytes, scratch, NULL};
}

/// A loss that is not finite is told too: it says what went wrong.
static int32_t report(int32_t status, const resnetc_metrics *found, resnetc_metrics *metrics) {
  if (status == RESNETC_OK || status == RESNETC_NON_FINITE)
    *metrics = *found;
  return status;
}

int32_t support_train_step(const TrainCode *net, float *parameters, float *optimizer, const float *images,
                           const int32_t *labels, int32_t batch, const resnetc_hyper *hyper, resnetc_metrics *metrics,
                           void *arena, const resnetc_pool *pool) {
  int32_t status = hyper ? checkMemory(parameters, optimizer, images, labels, metrics, arena) : RESNETC_NULL_POINTER;
  if (status)
    return status;
  if (!support_is_aligned(hyper, _Alignof(resnetc_hyper)))
    return RESNETC_MISALIGNED;
  status = checkBatch(net, labels, batch);
  if (status)
    return status;
  float values[HYPER_VALUES] = {0};
  status = fillHyper(net, hyper, batch, values);
  if (status)
    return status;
  resnetc_metrics found = {0, 0};
  Worker worker = workerOf(net, arena, pool);
  status = net->step(parameters, optimizer, images, labels, values, &found, arena, &worker);
  return report(status, &found, metrics);
}

int32_t support_gradients(const TrainCode *net, const float *parameters, float *gradients, const float *images,
                          const int32_t *labels, int32_t batch, resnetc_metrics *metrics, void *arena,
                          const resnetc_pool *pool) {
  int32_t status = checkCall(net, parameters, gradients, images, labels, batch, metrics, arena);
  if (status)
    return status;
  const float values[HYPER_VALUES] = {(float)batch};
  resnetc_metrics found = {0, 0};
  Worker worker = workerOf(net, arena, pool);
  status = net->gradients(parameters, gradients, images, labels, values, &found, arena, &worker);
  return report(status, &found, metrics);
}

int32_t support_evaluate(const TrainCode *net, const float *parameters, const float *images, const int32_t *labels,
                         int32_t batch, resnetc_metrics *metrics, void *arena, const resnetc_pool *pool) {
  int32_t status = checkCall(net, parameters, parameters, images, labels, batch, metrics, arena);
  if (status)
    return status;
  const float values[HYPER_VALUES] = {(float)batch};
  resnetc_metrics found = {0, 0};
  Worker worker = workerOf(net, arena, pool);
  status = net->evaluate(parameters, images, labels, values, &found, arena, &worker);
  return report(status, &found, metrics);
}
