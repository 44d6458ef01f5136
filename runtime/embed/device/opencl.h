// OpenCL 1.2: functions and state.
#pragma once
#include "runtime/embed/device/handle.h"
#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>

#define OPENCL_FUNCTIONS(X)                                                                                            \
  X(clGetPlatformIDs) X(clGetDeviceIDs) X(clGetDeviceInfo) X(clCreateContext) X(clReleaseContext)                      \
  X(clCreateCommandQueue) X(clReleaseCommandQueue) X(clCreateBuffer) X(clCreateSubBuffer) X(clReleaseMemObject)        \
  X(clCreateProgramWithSource) X(clBuildProgram) X(clGetProgramBuildInfo) X(clReleaseProgram) X(clCreateKernel)        \
  X(clReleaseKernel) X(clGetKernelWorkGroupInfo) X(clSetKernelArg) X(clEnqueueFillBuffer) X(clEnqueueWriteBuffer)      \
  X(clEnqueueReadBuffer) X(clEnqueueNDRangeKernel) X(clFinish)

#define OPENCL_DECLARE(name) __typeof__(name) *name;
typedef struct Opencl {
  OPENCL_FUNCTIONS(OPENCL_DECLARE)
  cl_device_id device;
  cl_context context;
  cl_command_queue queue; ///< keeps its order
  cl_mem spaces[DEVICE_SPACES];
} Opencl;
_Static_assert(sizeof(Opencl) <= sizeof((Device *)0)->state, "raise Device::state");
enum { OPENCL_KERNEL, OPENCL_PROGRAM }; // Launch::objects

static inline Opencl *openclOf(Device *device) { return (Opencl *)device->state; }

int32_t openclFail(Device *device, const char *what, cl_int code);
int32_t openclLaunch(Device *device, Launch *launch, DeviceBuffer *const *arguments);
int32_t openclWork(Device *device, const DeviceWork *work);
