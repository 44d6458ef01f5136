// CUDA: a kernel's PTX is compiled by the driver, which keeps a cache of its own. Buffers are addresses in the spaces.
#include "runtime/embed/device/cuda.h"

static int32_t cudaBuild(Device *device, Launch *launch) {
  enum { ERROR_LOG = 5, ERROR_LOG_BYTES = 6 };
  char log[1024] = "";
  int options[] = {ERROR_LOG, ERROR_LOG_BYTES};
  void *values[] = {log, (void *)(sizeof log - 1)};
  const int error = cudaOf(device)->cuModuleLoadDataEx((void **)&launch->objects[CUDA_MODULE], launch->source, 2,
                                                       options, values); // the text ends with a zero
  return error ? deviceFail(device, RESNETC_DEVICE, "cuModuleLoadDataEx", error, log) : RESNETC_OK;
}

int32_t cudaLaunch(Device *device, Launch *launch, DeviceBuffer *const *arguments) {
  const Cuda *cu = cudaOf(device);
  if (cudaEnter(device))
    return device->failure;
  int error = 0;
  if (launch->same || !cudaBuild(device, launch)) {
    const Launch *owner = launch->same ? launch->same : launch;
    error = cu->cuModuleGetFunction((void **)&launch->objects[CUDA_FUNCTION], (void *)owner->objects[CUDA_MODULE],
                                    launch->entry);
  }
  for (uint32_t i = 0; i < launch->argumentCount; ++i)
    launch->bound[i] = cu->spaces[arguments[i]->space] + arguments[i]->offset;
  cudaLeave(device, "cuModuleGetFunction", error);
  return device->failure;
}

static int cudaStart(const Cuda *cu, Launch *launch) {
  void *arguments[DEVICE_MAX_ARGUMENTS];
  for (uint32_t i = 0; i < launch->argumentCount; ++i)
    arguments[i] = &launch->bound[i];
  const uint32_t *grid = launch->grid, *threads = launch->threads;
  return cu->cuLaunchKernel((void *)launch->objects[CUDA_FUNCTION], grid[0], grid[1], grid[2], threads[0], threads[1],
                            threads[2], launch->sharedBytes, cu->stream, arguments, NULL);
}

int32_t cudaWork(Device *device, const DeviceWork *work) {
  const Cuda *cu = cudaOf(device);
  if (cudaEnter(device))
    return device->failure;
  int error = 0;
  for (const DeviceCopy *copy = work->in; copy < work->in + work->inCount && !error; ++copy)
    error = cu->cuMemcpyHtoDAsync_v2(cu->spaces[copy->space] + (CudaAddress)copy->offset, copy->host,
                                     (size_t)copy->bytes, cu->stream);
  Launch *first = device->launches + work->firstLaunch;
  for (Launch *launch = first; launch < first + work->launchCount && !error; ++launch)
    error = cudaStart(cu, launch);
  for (const DeviceCopy *copy = work->out; copy < work->out + work->outCount && !error; ++copy)
    error = cu->cuMemcpyDtoHAsync_v2(copy->host, cu->spaces[copy->space] + (CudaAddress)copy->offset,
                                     (size_t)copy->bytes, cu->stream);
  const int late = cu->cuStreamSynchronize(cu->stream); // always: what is the caller's is the caller's again
  return cudaLeave(device, deviceWorkName(work), error ? error : late);
}
