// OpenCL: driver, device, memory; and their end.
#include "runtime/embed/device/opencl.h"

int32_t openclFail(Device *device, const char *what, cl_int code) {
  const int isMemory = code == CL_MEM_OBJECT_ALLOCATION_FAILURE || code == CL_OUT_OF_HOST_MEMORY ||
                       code == CL_INVALID_BUFFER_SIZE; // CL_OUT_OF_RESOURCES means anything
  return code ? deviceFail(device, isMemory ? RESNETC_DEVICE_MEMORY : RESNETC_DEVICE, what, code, NULL) : RESNETC_OK;
}

static int32_t openclLoad(Device *device) {
  static const char *const names[] = {"libOpenCL.so.1", "libOpenCL.so", NULL};
  Opencl *cl = openclOf(device);
  void *library = deviceLibrary(names);
  if (!library)
    return deviceFail(device, RESNETC_NO_DEVICE, "libOpenCL.so.1 is not installed", 0, NULL);
#define OPENCL_LOAD(name)                                                                                              \
  if (!(cl->name = deviceSymbol(library, #name)))                                                                      \
    return deviceFail(device, RESNETC_NO_DEVICE, "libOpenCL.so.1 lacks", 0, #name);
  OPENCL_FUNCTIONS(OPENCL_LOAD)
  return RESNETC_OK;
}

static int32_t openclName(Device *device) {
  Opencl *cl = openclOf(device);
  cl_device_type type = 0;
  cl_ulong memory = 0;
  cl_int error = cl->clGetDeviceInfo(cl->device, CL_DEVICE_NAME, sizeof device->text - 8, device->text, NULL);
  if (!error)
    error = cl->clGetDeviceInfo(cl->device, CL_DEVICE_TYPE, sizeof type, &type, NULL);
  if (!error)
    error = cl->clGetDeviceInfo(cl->device, CL_DEVICE_GLOBAL_MEM_SIZE, sizeof memory, &memory, NULL);
  device->memoryBytes = (int64_t)memory;
  if (type & CL_DEVICE_TYPE_CPU)
    deviceAddToName(device, " (CPU)");
  return openclFail(device, "clGetDeviceInfo", error);
}

/// Devices are numbered through all platforms.
static int32_t openclSelect(Device *device, int32_t index) {
  enum { MOST_PLATFORMS = 16, MOST_DEVICES = 32 };
  Opencl *cl = openclOf(device);
  if (openclLoad(device))
    return device->failure;
  cl_platform_id platforms[MOST_PLATFORMS];
  cl_uint platformCount = 0;
  const cl_int none = cl->clGetPlatformIDs(MOST_PLATFORMS, platforms, &platformCount);
  for (cl_uint p = 0; !none && p < platformCount && p < MOST_PLATFORMS; ++p) {
    cl_device_id devices[MOST_DEVICES];
    cl_uint count = 0;
    if (cl->clGetDeviceIDs(platforms[p], CL_DEVICE_TYPE_ALL, MOST_DEVICES, devices, &count))
      continue;
    if (index >= 0 && (cl_uint)index < count && index < MOST_DEVICES) {
      cl->device = devices[index];
      return openclName(device);
    }
    index -= (int32_t)count;
  }
  return deviceFail(device, RESNETC_NO_DEVICE, "no such device", none, NULL);
}

static int32_t openclSpace(Device *device, int64_t bytes, cl_mem *space) {
  Opencl *cl = openclOf(device);
  const cl_uint zero = 0;
  const size_t whole = deviceWholeBytes(bytes);
  cl_int error;
  *space = cl->clCreateBuffer(cl->context, CL_MEM_READ_WRITE, whole, NULL, &error);
  if (error)
    return openclFail(device, "clCreateBuffer", error);
  error = cl->clEnqueueFillBuffer(cl->queue, *space, &zero, sizeof zero, 0, whole, 0, NULL, NULL);
  return openclFail(device, "clEnqueueFillBuffer", error);
}

static int32_t openclOpen(Device *device) {
  Opencl *cl = openclOf(device);
  cl_uint alignmentBits = 0;
  cl_int error =
      cl->clGetDeviceInfo(cl->device, CL_DEVICE_MEM_BASE_ADDR_ALIGN, sizeof alignmentBits, &alignmentBits, NULL);
  if (error)
    return openclFail(device, "clGetDeviceInfo", error);
  if (alignmentBits / 8 > DEVICE_ALIGNMENT)
    return deviceFail(device, RESNETC_DEVICE, "the device's buffers need a larger alignment", 0, NULL);
  cl->context = cl->clCreateContext(NULL, 1, &cl->device, NULL, NULL, &error);
  if (error)
    return openclFail(device, "clCreateContext", error);
  cl->queue = cl->clCreateCommandQueue(cl->context, cl->device, 0, &error);
  if (error)
    return openclFail(device, "clCreateCommandQueue", error);
  for (int i = 0; i < DEVICE_SPACES; ++i)
    if (device->spaceBytes[i] && openclSpace(device, device->spaceBytes[i], &cl->spaces[i]))
      return device->failure;
  return openclFail(device, "clFinish", cl->clFinish(cl->queue));
}

static int32_t openclReady(Device *device) { return device->failure; } // launches are put into the queue one by one

static void openclReleaseLaunch(const Opencl *cl, const Launch *launch) {
  for (uint32_t i = 0; i < launch->argumentCount; ++i)
    if (launch->bound[i])
      cl->clReleaseMemObject((cl_mem)launch->bound[i]);
  if (launch->objects[OPENCL_KERNEL])
    cl->clReleaseKernel((cl_kernel)launch->objects[OPENCL_KERNEL]);
  if (launch->objects[OPENCL_PROGRAM])
    cl->clReleaseProgram((cl_program)launch->objects[OPENCL_PROGRAM]);
}

static void openclClose(Device *device) {
  const Opencl *cl = openclOf(device);
  for (int64_t i = 0; i < device->launchCount; ++i)
    openclReleaseLaunch(cl, &device->launches[i]);
  for (int i = 0; i < DEVICE_SPACES; ++i)
    if (cl->spaces[i])
      cl->clReleaseMemObject(cl->spaces[i]);
  if (cl->queue)
    cl->clReleaseCommandQueue(cl->queue);
  if (cl->context)
    cl->clReleaseContext(cl->context);
}

const DeviceApi support_opencl = {"opencl",    openclSelect, openclOpen, openclLaunch,
                                  openclReady, openclWork,   openclClose};
