// Training on a device. A plan is replayed in two halves: up to the loss, which is looked at, and, if it is finite,
// what writes parameters, optimizer or gradients. So a step whose loss is not finite changes nothing, as on the CPU.
#include "runtime/embed/device/handle.h"
#include "runtime/embed/hyper.h"

/// What all three calls are given.
typedef struct Step {
  const DeviceNet *net;
  Device *device;
  const float *images;
  const int32_t *labels;
  int32_t batch;
  resnetc_metrics *metrics;
} Step;

static int32_t checkStep(const Step *step) {
  const int32_t status = deviceEnter(step->device, DEVICE_TRAINS);
  if (status)
    return status;
  if (!step->images || !step->labels || !step->metrics)
    return RESNETC_NULL_POINTER;
  if (!support_is_aligned(step->images, sizeof(float)) || !support_is_aligned(step->labels, sizeof(int32_t)) ||
      !support_is_aligned(step->metrics, sizeof(float)))
    return RESNETC_MISALIGNED;
  return support_check_batch(step->net->train, step->labels, step->batch);
}

/// Of a full batch only the images that count are copied; what kernels do with the others: KernelArguments.h.
static int32_t runToLoss(const Step *step, const float *hyper, const DevicePlan *plan, int64_t firstLaunch) {
  const int64_t imageBytes = step->net->net->imageValues * (int64_t)sizeof(float);
  const DeviceCopy in[] = {{DEVICE_IMAGES, 0, step->batch * imageBytes, (uint8_t *)step->images}, // inputs are only read
                           {DEVICE_LABELS, 0, step->batch * (int64_t)sizeof(int32_t), (uint8_t *)step->labels},
                           {DEVICE_HYPER, 0, HYPER_VALUES * sizeof(float), (uint8_t *)hyper}};
  resnetc_metrics found = {0, 0};
  const DeviceCopy out[] = {{DEVICE_METRICS, 0, sizeof found.loss, (uint8_t *)&found.loss},
                            {DEVICE_METRICS, DEVICE_ALIGNMENT, sizeof found.correct, (uint8_t *)&found.correct}};
  const DeviceWork work = {in, out, 3, 2, firstLaunch, plan->lossRuns};
  const int32_t status = step->device->api->work(step->device, &work);
  if (status)
    return status;
  *step->metrics = found; // a loss that is not finite is told too: it says what went wrong
  return support_is_finite(found.loss) ? RESNETC_OK : RESNETC_NON_FINITE;
}

static int32_t runFromLoss(const Step *step, const DevicePlan *plan, int64_t firstLaunch) {
  const DeviceWork work = {.firstLaunch = firstLaunch + plan->lossRuns, .launchCount = plan->runCount - plan->lossRuns};
  return step->device->api->work(step->device, &work);
}

static int32_t takeStep(const Step *step, const resnetc_hyper *hyper) {
  int32_t status = checkStep(step);
  if (status)
    return status;
  if (!hyper)
    return RESNETC_NULL_POINTER;
  if (!support_is_aligned(hyper, _Alignof(resnetc_hyper)))
    return RESNETC_MISALIGNED;
  float values[HYPER_VALUES] = {0};
  status = support_fill_hyper(step->net->train, hyper, step->batch, values);
  const DevicePlan *plan = step->device->variant->trainStep;
  if (!status)
    status = runToLoss(step, values, plan, 0);
  return status ? status : runFromLoss(step, plan, 0);
}

int32_t support_device_train_step(const DeviceNet *net, Device *device, const float *images, const int32_t *labels,
                                  int32_t batch, const resnetc_hyper *hyper, resnetc_metrics *metrics) {
  return deviceLeave(device, takeStep(&(Step){net, device, images, labels, batch, metrics}, hyper));
}

static int32_t takeGradients(const Step *step, float *gradients) {
  int32_t status = checkStep(step);
  if (status)
    return status;
  if (!gradients)
    return RESNETC_NULL_POINTER;
  if (!support_is_aligned(gradients, 64))
    return RESNETC_MISALIGNED;
  const DeviceVariant *variant = step->device->variant;
  const float values[HYPER_VALUES] = {(float)step->batch};
  const int64_t firstLaunch = variant->trainStep->runCount;
  status = runToLoss(step, values, variant->gradients, firstLaunch);
  if (!status)
    status = runFromLoss(step, variant->gradients, firstLaunch);
  DeviceTransfer out = {.device = step->device, .isOut = 1};
  if (!status)
    status = deviceTensors(&out, step->net, DEVICE_GRADIENTS, 0, gradients);
  return status ? status : deviceFlush(&out);
}

int32_t support_device_gradients(const DeviceNet *net, Device *device, float *gradients, const float *images,
                                 const int32_t *labels, int32_t batch, resnetc_metrics *metrics) {
  return deviceLeave(device, takeGradients(&(Step){net, device, images, labels, batch, metrics}, gradients));
}

static int32_t takeEvaluation(const Step *step) {
  const int32_t status = checkStep(step);
  if (status)
    return status;
  const DeviceVariant *variant = step->device->variant;
  const float values[HYPER_VALUES] = {(float)step->batch};
  return runToLoss(step, values, variant->evaluate, variant->trainStep->runCount + variant->gradients->runCount);
}

int32_t support_device_evaluate(const DeviceNet *net, Device *device, const float *images, const int32_t *labels,
                                int32_t batch, resnetc_metrics *metrics) {
  return deviceLeave(device, takeEvaluation(&(Step){net, device, images, labels, batch, metrics}));
}
