// The driver API of CUDA, declared here because its header is not free, and the state.
#pragma once
#include "runtime/embed/device/handle.h"

typedef uint64_t CudaAddress;
#define CUDA_FUNCTIONS(X)                                                                                              \
  X(cuInit, (unsigned)) X(cuDeviceGetCount, (int *)) X(cuDeviceGet, (int *, int))                                      \
  X(cuDeviceGetName, (char *, int, int)) X(cuDeviceTotalMem_v2, (size_t *, int))                                       \
  X(cuDevicePrimaryCtxRetain, (void **, int))                                                                          \
  X(cuDevicePrimaryCtxRelease_v2, (int)) X(cuCtxPushCurrent_v2, (void *)) X(cuCtxPopCurrent_v2, (void **))             \
  X(cuStreamCreate, (void **, unsigned)) X(cuStreamDestroy_v2, (void *)) X(cuStreamSynchronize, (void *))              \
  X(cuMemAlloc_v2, (CudaAddress *, size_t)) X(cuMemFree_v2, (CudaAddress))                                             \
  X(cuMemsetD8Async, (CudaAddress, unsigned char, size_t, void *))                                                     \
  X(cuMemcpyHtoDAsync_v2, (CudaAddress, const void *, size_t, void *))                                                 \
  X(cuMemcpyDtoHAsync_v2, (void *, CudaAddress, size_t, void *))                                                       \
  X(cuModuleLoadDataEx, (void **, const void *, unsigned, int *, void **)) X(cuModuleUnload, (void *))                 \
  X(cuModuleGetFunction, (void **, void *, const char *))                                                              \
  X(cuLaunchKernel, (void *, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, void *, void **,    \
                     void **))

#define CUDA_DECLARE(name, parameters) int (*name) parameters;
typedef struct Cuda {
  CUDA_FUNCTIONS(CUDA_DECLARE)
  int number, isRetained;
  void *context, *stream;
  CudaAddress spaces[DEVICE_SPACES];
} Cuda;
_Static_assert(sizeof(Cuda) <= sizeof((Device *)0)->state, "raise Device::state");
enum { CUDA_FUNCTION, CUDA_MODULE }; // Launch::objects

static inline Cuda *cudaOf(Device *device) { return (Cuda *)device->state; }

int32_t cudaFail(Device *device, const char *what, int code);
/// Every call runs with the device's context current and leaves the thread as it was.
int32_t cudaEnter(Device *device);
int32_t cudaLeave(Device *device, const char *what, int error);
int32_t cudaLaunch(Device *device, Launch *launch, DeviceBuffer *const *arguments);
int32_t cudaWork(Device *device, const DeviceWork *work);
