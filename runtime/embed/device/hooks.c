// What Halide's host part of a device kernel calls. It drops every result (NoAsserts), so failures stay in the
// Device, which is its user_context. Nothing global is written: the state pointer, a variable inside the kernel's
// object, stays null.
#include "runtime/embed/device/handle.h"

static int32_t keepSource(Device *device, const char *source, int32_t bytes) {
  device->source = (const uint8_t *)source;
  device->sourceBytes = (uint64_t)bytes;
  return 0;
}

static const Launch *findSameKernel(const Device *device, const char *entry) {
  for (const Launch *launch = device->launches; launch < device->launches + device->launchCount; ++launch)
    if (launch->source == device->source && launch->entry == entry)
      return launch;
  return NULL;
}

static int32_t keepLaunch(Device *device, const char *entry, const int32_t *shape, int32_t sharedBytes, void **arguments,
                          const int8_t *isBuffer) {
  if (device->failure)
    return device->failure;
  if (device->launchCount == device->launchRoom)
    return deviceFail(device, RESNETC_INTERNAL, "more launches than planned", 0, entry);
  Launch *launch = &device->launches[device->launchCount];
  *launch = (Launch){.source = device->source, .sourceBytes = device->sourceBytes, .entry = entry,
                     .same = findSameKernel(device, entry), .sharedBytes = (uint32_t)sharedBytes,
                     .startsPart = (uint32_t)device->startsPart};
  for (int i = 0; i < 3; ++i) {
    launch->grid[i] = (uint32_t)shape[i];
    launch->threads[i] = (uint32_t)shape[3 + i];
  }
  for (; arguments[launch->argumentCount]; ++launch->argumentCount)
    if (!isBuffer[launch->argumentCount] || launch->argumentCount == DEVICE_MAX_ARGUMENTS)
      return deviceFail(device, RESNETC_INTERNAL, "unexpected kernel argument", 0, entry);
  ++device->launchCount; // also if it fails: close releases what there is
  return device->api->launch(device, launch, (DeviceBuffer *const *)arguments);
}

#define HALIDE_HOOKS(api)                                                                                              \
  const void *halide_##api##_device_interface(void) { return NULL; }                                                   \
  void halide_##api##_finalize_kernels(void *user_context, void *state) { (void)user_context, (void)state; }           \
  int32_t halide_##api##_initialize_kernels(void *user_context, void **state, const char *source, int32_t bytes) {     \
    (void)state;                                                                                                       \
    return keepSource(user_context, source, bytes);                                                                    \
  }                                                                                                                    \
  int32_t halide_##api##_run(void *user_context, void *state, const char *entry, int32_t blocksX, int32_t blocksY,     \
                             int32_t blocksZ, int32_t threadsX, int32_t threadsY, int32_t threadsZ,                    \
                             int32_t sharedBytes, size_t *sizes, void **arguments, int8_t *isBuffer) {                 \
    (void)state, (void)sizes;                                                                                          \
    const int32_t shape[] = {blocksX, blocksY, blocksZ, threadsX, threadsY, threadsZ};                                 \
    return keepLaunch(user_context, entry, shape, sharedBytes, arguments, isBuffer);                                   \
  }

HALIDE_HOOKS(opencl)
HALIDE_HOOKS(vulkan)
HALIDE_HOOKS(cuda)

// Data is where it belongs: nothing is copied between kernels.
int32_t halide_copy_to_device(void *user_context, void *buffer, const void *interface) {
  (void)user_context, (void)buffer, (void)interface;
  return 0;
}
