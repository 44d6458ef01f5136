// Finding, opening and closing a device: the same for every api.
#include "runtime/embed/device/handle.h"
#include "runtime/embed/system.h"

const int64_t support_device_net_bytes = sizeof(DeviceNet);
const int64_t support_device_variant_bytes = sizeof(DeviceVariant);
const int64_t support_device_plan_bytes = sizeof(DevicePlan);
const int64_t support_device_run_bytes = sizeof(DeviceRun);
const int64_t support_device_argument_bytes = sizeof(DeviceArgument);
const int64_t support_device_bytes = sizeof(Device);
const int64_t support_device_launch_bytes = sizeof(Launch);
const int64_t support_device_alignment = DEVICE_ALIGNMENT;
const int64_t support_device_most_arguments = DEVICE_MAX_ARGUMENTS;

/// PoCL 3.1 crashes where two threads list its devices for the first time. The one variable of the library: two nets
/// of a program have one each and do not see the other's.
static int32_t selectAlone(Device *device, int32_t index) {
  static _Atomic uint32_t busy;
  while (atomic_exchange(&busy, 1))
    sleepWhile(&busy, 1);
  const int32_t status = device->api->select(device, index);
  atomic_store(&busy, 0);
  wake(&busy, 1);
  return status;
}

/// Checks arguments and makes the memory a device that is closed, also where they are wrong.
static int32_t checkOpen(Device *device, const char *api, const void *memory, uintptr_t alignment) {
  if (!device)
    return RESNETC_NULL_POINTER;
  if (!support_is_aligned(device, sizeof(uint64_t)))
    return RESNETC_MISALIGNED;
  *device = (Device){0};
  if (!api || !memory)
    return deviceFail(device, RESNETC_NULL_POINTER, "an argument is null", 0, NULL);
  return support_is_aligned(memory, alignment)
             ? RESNETC_OK
             : deviceFail(device, RESNETC_MISALIGNED, "an argument lies on too few bytes", 0, NULL);
}

/// Finds the device.
static int32_t selectDevice(const DeviceNet *net, Device *device, const char *api, int32_t index) {
  for (const DeviceVariant *variant = net->variants; variant < net->variants + net->variantCount; ++variant)
    if (support_is_same_text(variant->api->name, api)) {
      device->variant = variant;
      device->api = variant->api;
      return selectAlone(device, index);
    }
  return deviceFail(device, RESNETC_NO_DEVICE, "the net is not compiled for this kind of device", 0, api);
}

int32_t support_device_find(const DeviceNet *net, Device *device, const char *api, int32_t index, char *name,
                            int32_t bytes) {
  const int32_t status = checkOpen(device, api, name, 1);
  if (status)
    return status;
  selectDevice(net, device, api, index);
  if (!device->failure)
    for (int32_t i = 0; i < bytes; ++i) {
      name[i] = i + 1 < bytes ? device->text[i] : 0;
      if (!name[i])
        break;
    }
  if (device->api)
    device->api->close(device);
  return device->failure;
}

int64_t support_device_memory(const Device *device) { return device->memoryBytes; }

int32_t support_device_prepare(const DeviceNet *net, const float *parameters, void *packed) {
  NetCode code = *net->net; // with its checks
  code.prepare = net->prepare;
  return support_prepare(&code, parameters, packed);
}

/// The copies of a call, or a good piece of the parameters.
static int64_t largestCopies(const int64_t *spaceBytes, enum DeviceMode mode) {
  enum { GOOD_PIECE = 4 << 20 };
  const int64_t step = spaceBytes[DEVICE_IMAGES] + spaceBytes[DEVICE_LABELS] + spaceBytes[DEVICE_HYPER];
  const int64_t candidates[] = {mode == DEVICE_TRAINS ? step : spaceBytes[DEVICE_IMAGES], spaceBytes[DEVICE_PIXELS],
                                spaceBytes[DEVICE_PROBABILITIES]}; // logits are as many
  int64_t most = GOOD_PIECE;
  for (int i = 0; i < 3; ++i)
    if (candidates[i] > most)
      most = candidates[i];
  return most;
}

static int64_t countLaunches(const DeviceVariant *variant, enum DeviceMode mode) {
  if (mode == DEVICE_TRAINS)
    return variant->trainStep->runCount + variant->gradients->runCount + variant->evaluate->runCount;
  int64_t count = 0;
  for (int64_t i = 0; i < variant->inferCount; ++i)
    count += variant->infers[i].runCount;
  return count;
}

static int32_t openSpaces(Device *device, enum DeviceMode mode) {
  device->launchRoom = countLaunches(device->variant, mode);
  device->spaceBytes = mode == DEVICE_TRAINS ? device->variant->trainBytes : device->variant->inferBytes;
  device->stagingBytes = largestCopies(device->spaceBytes, mode);
  return device->api->open(device);
}

/// The device is open, or leaves nothing behind.
static int32_t finishOpen(Device *device, enum DeviceMode mode) {
  if (!device->failure)
    device->api->ready(device);
  if (!device->failure)
    device->mode = (int32_t)mode;
  else if (device->api)
    device->api->close(device);
  return device->failure;
}

int32_t support_device_open(const DeviceNet *net, Device *device, const char *api, int32_t index, const void *packed) {
  const int32_t status = checkOpen(device, api, packed, 64);
  if (status)
    return status;
  if (!selectDevice(net, device, api, index) && !openSpaces(device, DEVICE_INFERS)) {
    DeviceTransfer in = {.device = device};
    deviceTransfer(&in, DEVICE_PACKED, 0, (void *)packed, device->spaceBytes[DEVICE_PACKED]); // only read
    deviceFlush(&in);
    for (int64_t i = 0; i < device->variant->inferCount; ++i)
      deviceRecord(device, &device->variant->infers[i]);
  }
  return finishOpen(device, DEVICE_INFERS);
}

int32_t support_device_open_training(const DeviceNet *net, Device *device, const char *api, int32_t index,
                                     const float *parameters) {
  const int32_t status = checkOpen(device, api, parameters, 64);
  if (status)
    return status;
  if (!selectDevice(net, device, api, index) && !openSpaces(device, DEVICE_TRAINS)) {
    DeviceTransfer in = {.device = device};
    deviceTensors(&in, net, DEVICE_PARAMETERS, 0, (float *)parameters); // only read
    deviceFlush(&in);
    deviceRecord(device, device->variant->trainStep); // in this order: training.c counts launches
    deviceRecord(device, device->variant->gradients);
    deviceRecord(device, device->variant->evaluate);
  }
  return finishOpen(device, DEVICE_TRAINS);
}

void support_device_close(const DeviceNet *net, Device *device) {
  (void)net;
  if (!device || device->mode == DEVICE_CLOSED)
    return;
  device->api->close(device);
  device->mode = DEVICE_CLOSED;
  device->refusal = NULL; // a failure's sentence stays
}
