// The public calls of training on the CPU: what they check, and the metrics; the numbers of a step: hyper.c.
// Nothing is written before all checks are done.
#include "runtime/embed/hyper.h"

/// Lets the compiler prove that its constant has the layout of TrainCode.
const int64_t support_train_code_bytes = sizeof(TrainCode);

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
  const int32_t status = support_check_batch(net, labels, batch);
  return status ? status : support_check_cpu(net->cpuLevel);
}

/// What gradients and evaluate ask for: memory first, then what lies in it.
static int32_t checkCall(const TrainCode *net, const void *parameters, const void *state, const float *images,
                         const int32_t *labels, int32_t batch, const resnetc_metrics *metrics, const void *arena) {
  const int32_t status = checkMemory(parameters, state, images, labels, metrics, arena);
  return status ? status : checkBatch(net, labels, batch);
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
  status = support_fill_hyper(net, hyper, batch, values);
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
