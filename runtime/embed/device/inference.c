// Inference on a device: checks, and batches composed of compiled sizes.
#include "runtime/embed/device/handle.h"

/// One form of a call.
typedef struct InferCall {
  const DeviceNet *net;
  Device *device;
  const uint8_t *input; ///< images, or pixels
  float *out;
  int64_t inputBytes; ///< of one image
  int32_t arePixels, wantLogits;
} InferCall;

static int32_t checkInferCall(const InferCall *call, int32_t batch) {
  const int32_t status = deviceEnter(call->device, DEVICE_INFERS);
  if (status)
    return status;
  if (!call->input || !call->out)
    return RESNETC_NULL_POINTER;
  if (!support_is_aligned(call->out, sizeof(float)) || !support_is_aligned(call->input, call->arePixels ? 1 : sizeof(float)))
    return RESNETC_MISALIGNED;
  return batch < 1 || batch > call->net->net->maxBatch ? RESNETC_BAD_BATCH : RESNETC_OK;
}

static int32_t runPlanOn(const InferCall *call, const DevicePlan *plan, int64_t firstLaunch) {
  const DeviceCopy in = {call->arePixels ? DEVICE_PIXELS : DEVICE_IMAGES, 0, plan->batch * call->inputBytes,
                         (uint8_t *)call->input}; // only read
  const int64_t outBytes = plan->batch * call->net->net->classes * (int64_t)sizeof(float);
  const DeviceCopy out = {call->wantLogits ? DEVICE_ARENA : DEVICE_PROBABILITIES,
                          call->wantLogits ? plan->logitsOffset : 0, outBytes, (uint8_t *)call->out};
  const int64_t skipped = call->arePixels ? 0 : plan->preprocessRuns;
  const DeviceWork work = {&in, &out, 1, 1, firstLaunch + skipped, plan->runCount - skipped - call->wantLogits};
  return call->device->api->work(call->device, &work);
}

/// The largest sizes first; size 1 takes what is left.
static int32_t runInferCall(InferCall *call, int64_t batch) {
  const DeviceVariant *variant = call->device->variant;
  int64_t firstLaunch = 0;
  for (const DevicePlan *plan = variant->infers; plan < variant->infers + variant->inferCount; ++plan) {
    for (; batch >= plan->batch; batch -= plan->batch) {
      const int32_t status = runPlanOn(call, plan, firstLaunch);
      if (status)
        return status;
      call->input += plan->batch * call->inputBytes;
      call->out += plan->batch * call->net->net->classes;
    }
    firstLaunch += plan->runCount;
  }
  return RESNETC_OK;
}

static int32_t inferOn(InferCall call, int32_t batch) {
  const int32_t status = checkInferCall(&call, batch);
  return deviceLeave(call.device, status ? status : runInferCall(&call, batch));
}

int32_t support_device_infer(const DeviceNet *net, Device *device, const float *images, int32_t batch, float *out,
                             int32_t wantLogits) {
  const int64_t bytes = net->net->imageValues * (int64_t)sizeof(float);
  return inferOn((InferCall){net, device, (const uint8_t *)images, out, bytes, 0, wantLogits != 0}, batch);
}

int32_t support_device_infer_u8(const DeviceNet *net, Device *device, const uint8_t *pixels, int32_t batch, float *out,
                                int32_t wantLogits) {
  return inferOn((InferCall){net, device, pixels, out, net->net->pixelBytes, 1, wantLogits != 0}, batch);
}
