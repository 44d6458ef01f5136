// Plans become launches: the host part of each run's kernel is called once.
#include "runtime/embed/device/handle.h"

static void recordRun(Device *device, const DevicePlan *plan, const DeviceRun *run) {
  DeviceBuffer buffers[DEVICE_MAX_ARGUMENTS];
  void *arguments[1 + DEVICE_MAX_ARGUMENTS], *context = device;
  arguments[0] = &context; // of what is no buffer Halide takes the address
  for (int64_t i = 0; i < run->count; ++i) {
    const DeviceArgument *argument = &plan->arguments[run->first + i];
    const uint64_t words = ((uint64_t)argument->bytes + 3) / 4; // pixels are read as words
    buffers[i] = (DeviceBuffer){(uint64_t)argument->offset, (uint64_t)argument->space, 4 * words, 0, {0}};
    arguments[1 + i] = &buffers[i];
  }
  const int64_t before = device->launchCount;
  run->kernel(arguments); // it says 0 whatever happened
  if (device->launchCount != before + 1)
    deviceFail(device, RESNETC_INTERNAL, "not one launch", 0, run->name);
}

/// Calls leave out pixels or softmax, or stop where the loss is known.
static int32_t startsPart(const DevicePlan *plan, int64_t run) {
  const int64_t last = plan->lossRuns ? plan->lossRuns : plan->runCount - 1;
  return run == 0 || run == plan->preprocessRuns || run == last;
}

int32_t deviceRecord(Device *device, const DevicePlan *plan) {
  for (int64_t i = 0; i < plan->runCount && !device->failure; ++i) {
    device->startsPart = startsPart(plan, i);
    recordRun(device, plan, &plan->runs[i]);
  }
  return device->failure;
}
