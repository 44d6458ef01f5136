// CUDA: driver, device, memory; and their end.
#include "runtime/embed/device/cuda.h"

int32_t cudaFail(Device *device, const char *what, int code) {
  enum { OUT_OF_MEMORY = 2 };
  return code ? deviceFail(device, code == OUT_OF_MEMORY ? RESNETC_DEVICE_MEMORY : RESNETC_DEVICE, what, code, NULL)
              : RESNETC_OK;
}

int32_t cudaEnter(Device *device) {
  return cudaFail(device, "cuCtxPushCurrent", cudaOf(device)->cuCtxPushCurrent_v2(cudaOf(device)->context));
}

int32_t cudaLeave(Device *device, const char *what, int error) {
  void *context;
  cudaOf(device)->cuCtxPopCurrent_v2(&context);
  return cudaFail(device, what, error);
}

static int32_t cudaLoad(Device *device) {
  static const char *const names[] = {"libcuda.so.1", "libcuda.so", NULL};
  Cuda *cu = cudaOf(device);
  void *library = deviceLibrary(names);
  if (!library)
    return deviceFail(device, RESNETC_NO_DEVICE, "libcuda.so.1 is not installed", 0, NULL);
#define CUDA_LOAD(name, parameters)                                                                                    \
  if (!(cu->name = deviceSymbol(library, #name)))                                                                      \
    return deviceFail(device, RESNETC_NO_DEVICE, "libcuda.so.1 lacks", 0, #name);
  CUDA_FUNCTIONS(CUDA_LOAD)
  return RESNETC_OK;
}

static int32_t cudaSelect(Device *device, int32_t index) {
  Cuda *cu = cudaOf(device);
  if (cudaLoad(device))
    return device->failure;
  int count = 0, none = cu->cuInit(0);
  if (!none)
    none = cu->cuDeviceGetCount(&count);
  if (!none && index >= 0 && index < count)
    none = cu->cuDeviceGet(&cu->number, index);
  if (none || index < 0 || index >= count)
    return deviceFail(device, RESNETC_NO_DEVICE, "no such device", none, NULL);
  size_t memory = 0;
  if (!cu->cuDeviceTotalMem_v2(&memory, cu->number))
    device->memoryBytes = (int64_t)memory;
  return cudaFail(device, "cuDeviceGetName", cu->cuDeviceGetName(device->text, sizeof device->text, cu->number));
}

static int cudaSpaces(const Device *device, Cuda *cu) {
  enum { STREAM_NON_BLOCKING = 1 };
  int error = cu->cuStreamCreate(&cu->stream, STREAM_NON_BLOCKING);
  for (int i = 0; i < DEVICE_SPACES && !error; ++i) {
    const size_t whole = deviceWholeBytes(device->spaceBytes[i]);
    if (whole)
      error = cu->cuMemAlloc_v2(&cu->spaces[i], whole);
    if (whole && !error)
      error = cu->cuMemsetD8Async(cu->spaces[i], 0, whole, cu->stream);
  }
  return error ? error : cu->cuStreamSynchronize(cu->stream);
}

static int32_t cudaOpen(Device *device) {
  Cuda *cu = cudaOf(device);
  const int error = cu->cuDevicePrimaryCtxRetain(&cu->context, cu->number);
  cu->isRetained = !error;
  if (error)
    return cudaFail(device, "cuDevicePrimaryCtxRetain", error);
  if (cudaEnter(device))
    return device->failure;
  return cudaLeave(device, "cuMemAlloc", cudaSpaces(device, cu));
}

static int32_t cudaReady(Device *device) { return device->failure; } // launches are put into the stream one by one

static void cudaRelease(const Device *device, const Cuda *cu) {
  for (int64_t i = 0; i < device->launchCount; ++i)
    if (device->launches[i].objects[CUDA_MODULE])
      cu->cuModuleUnload((void *)device->launches[i].objects[CUDA_MODULE]);
  for (int i = 0; i < DEVICE_SPACES; ++i)
    if (cu->spaces[i])
      cu->cuMemFree_v2(cu->spaces[i]);
  if (cu->stream)
    cu->cuStreamDestroy_v2(cu->stream);
}

static void cudaClose(Device *device) {
  const Cuda *cu = cudaOf(device);
  void *context;
  if (!cu->isRetained)
    return;
  if (!cu->cuCtxPushCurrent_v2(cu->context)) { // a lost context has nothing to release
    cudaRelease(device, cu);
    cu->cuCtxPopCurrent_v2(&context);
  }
  cu->cuDevicePrimaryCtxRelease_v2(cu->number);
}

const DeviceApi support_cuda = {"cuda", cudaSelect, cudaOpen, cudaLaunch, cudaReady, cudaWork, cudaClose};
