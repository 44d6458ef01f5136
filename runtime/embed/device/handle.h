// handle.h: an open device, and what an api does for it. Only the files of this folder see it.
//
// Errors: a function that may fail returns RESNETC_OK, or the first failure of its Device, which deviceFail keeps.
#pragma once
#include "runtime/embed/device/device.h"

/// What a kernel gets where it expects a halide_buffer_t: of that its host part sets a bit of `flags` and hands the
/// pointer on.
typedef struct DeviceBuffer {
  uint64_t offset; ///< in the space; halide_buffer_t's device
  uint64_t space;  ///< device_interface
  uint64_t bytes;  ///< host
  uint64_t flags;
  uint64_t unused[3];
} DeviceBuffer;

/// Of a space, in its device's memory.
static inline uint64_t deviceWholeBytes(int64_t bytes) {
  return ((uint64_t)bytes + DEVICE_ALIGNMENT - 1) / DEVICE_ALIGNMENT * DEVICE_ALIGNMENT;
}

enum { DEVICE_LAUNCH_OBJECTS = 4 };

/// One launch of a kernel, with its buffers bound. `objects` are the api's; those that belong to the kernel lie in
/// the first launch of it.
typedef struct Launch {
  const uint8_t *source; ///< OpenCL C, SPIR-V in Halide's container, or PTX
  uint64_t sourceBytes;
  const char *entry;
  const struct Launch *same; ///< the first launch of this kernel; null: this is it
  uint32_t grid[3], threads[3], sharedBytes, argumentCount;
  uint32_t startsPart; ///< calls replay whole parts
  uint64_t objects[DEVICE_LAUNCH_OBJECTS];
  uint64_t bound[DEVICE_MAX_ARGUMENTS]; ///< OpenCL's sub-buffers, CUDA's addresses
} Launch;

/// `bytes` bytes at `offset` of a space, and where they come from or go to.
typedef struct DeviceCopy {
  int64_t space, offset, bytes;
  uint8_t *host; ///< read only where it is copied to the device
} DeviceCopy;

enum { DEVICE_MAX_COPIES = 16 };

/// What a device is asked to do in one go: copies in, launches, copies out. The copies of each direction have
/// stagingBytes of the Device at most.
typedef struct DeviceWork {
  const DeviceCopy *in, *out;
  int32_t inCount, outCount; ///< DEVICE_MAX_COPIES at most
  int64_t firstLaunch, launchCount; ///< whole parts
} DeviceWork;

/// What a sentence calls it.
static inline const char *deviceWorkName(const DeviceWork *work) {
  return work->launchCount ? "running the kernels" : "copying";
}

struct DeviceApi {
  const char *name;
  int32_t (*select)(Device *device, int32_t index); ///< loads the driver, finds the device, its name (`text`) and memory
  int32_t (*open)(Device *device);                  ///< context, queue, and the spaces, all zeros
  int32_t (*launch)(Device *device, Launch *launch, DeviceBuffer *const *arguments); ///< builds and records
  int32_t (*ready)(Device *device);                                                  ///< after the last launch
  int32_t (*work)(Device *device, const DeviceWork *work); ///< returns when all is done, also if it fails
  void (*close)(Device *device);                           ///< of a device in any state
};

enum DeviceMode { DEVICE_CLOSED, DEVICE_INFERS, DEVICE_TRAINS };

/// In the caller's memory, followed by the launches.
struct Device {
  const DeviceVariant *variant;
  const DeviceApi *api;
  const int64_t *spaceBytes;
  int64_t stagingBytes;
  int32_t failure; ///< the driver's first; Halide's host code drops the results of its calls
  int32_t mode;
  const char *refusal; ///< why the last call was refused; null: it was not
  int64_t launchRoom, launchCount;
  int32_t startsPart;    ///< the run that is being recorded does
  const uint8_t *source; ///< of its kernel
  uint64_t sourceBytes;
  int64_t memoryBytes; ///< of the device, as its driver tells; `select` finds it
  char text[512];      ///< the device's name, or what failed
  uint64_t state[112]; ///< the api's own
  Launch launches[];
};
_Static_assert(sizeof(DeviceBuffer) == 56 && offsetof(DeviceBuffer, flags) == 24, "halide_buffer_t");

/// Keeps the first failure and its sentence `api: what (error code): detail`, and returns its status. Code 0 and a
/// null detail are left out.
int32_t deviceFail(Device *device, int32_t status, const char *what, int64_t code, const char *detail);
/// Appends to the device's name.
void deviceAddToName(Device *device, const char *text);
/// A driver by the first of its names that there is; null: it is not installed.
void *deviceLibrary(const char *const *names);
/// A function of it, or null.
void *deviceSymbol(void *library, const char *name);

/// RESNETC_OK if the device is open for `mode`.
int32_t deviceEnter(Device *device, enum DeviceMode mode);
/// Keeps a refusal for support_device_text; returns the status of the call.
int32_t deviceLeave(Device *device, int32_t status);

/// Calls the kernels of a plan, whose launches become the device's next ones.
int32_t deviceRecord(Device *device, const DevicePlan *plan);

/// Many copies of any size, as few pieces of work.
typedef struct DeviceTransfer {
  Device *device;
  int32_t isOut;
  int32_t count;
  int64_t bytes;
  DeviceCopy copies[DEVICE_MAX_COPIES];
} DeviceTransfer;

int64_t deviceElements(const resnetc_parameter *parameter);

int32_t deviceTransfer(DeviceTransfer *transfer, int64_t space, int64_t offset, void *host, int64_t bytes);
/// What has not been copied yet.
int32_t deviceFlush(DeviceTransfer *transfer);
/// All tensors of the blob, whose offsets in `space` begin at `base`.
int32_t deviceTensors(DeviceTransfer *transfer, const DeviceNet *net, int64_t space, int64_t base, float *host);
