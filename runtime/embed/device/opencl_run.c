// OpenCL: each launch is a kernel object whose arguments, parts of the spaces, are set once. Work goes into one queue
// that keeps its order.
#include "runtime/embed/device/opencl.h"

static int32_t openclBuild(Device *device, Launch *launch) {
  Opencl *cl = openclOf(device);
  const char *text = (const char *)launch->source;
  const size_t bytes = launch->sourceBytes - 1; // a zero at the end is counted
  cl_int error;
  cl_program program = cl->clCreateProgramWithSource(cl->context, 1, &text, &bytes, &error);
  if (error)
    return openclFail(device, "clCreateProgramWithSource", error);
  launch->objects[OPENCL_PROGRAM] = (uint64_t)program;
  // Halide's text asks how much constant memory there is: none is always right.
  error = cl->clBuildProgram(program, 1, &cl->device, "-DMAX_CONSTANT_BUFFER_SIZE=0 -DMAX_CONSTANT_ARGS=0", NULL, NULL);
  if (!error)
    return RESNETC_OK;
  char log[2048] = "";
  cl->clGetProgramBuildInfo(program, cl->device, CL_PROGRAM_BUILD_LOG, sizeof log - 1, log, NULL);
  return deviceFail(device, RESNETC_DEVICE, "clBuildProgram", error, log);
}

/// What a launch would report only when it runs, and as CL_OUT_OF_RESOURCES.
static int32_t openclCheckLimits(Device *device, const Launch *launch) {
  Opencl *cl = openclOf(device);
  size_t threads = 0;
  cl_ulong sharedBytes = 0;
  cl_int error = cl->clGetKernelWorkGroupInfo((cl_kernel)launch->objects[OPENCL_KERNEL], cl->device,
                                              CL_KERNEL_WORK_GROUP_SIZE, sizeof threads, &threads, NULL);
  if (!error)
    error = cl->clGetDeviceInfo(cl->device, CL_DEVICE_LOCAL_MEM_SIZE, sizeof sharedBytes, &sharedBytes, NULL);
  if (error)
    return openclFail(device, "clGetKernelWorkGroupInfo", error);
  if ((size_t)launch->threads[0] * launch->threads[1] * launch->threads[2] > threads)
    return deviceFail(device, RESNETC_DEVICE, "the device has fewer threads in a group than the kernel", 0, launch->entry);
  if (launch->sharedBytes > sharedBytes)
    return deviceFail(device, RESNETC_DEVICE, "the device has less local memory than the kernel", 0, launch->entry);
  return RESNETC_OK;
}

static int32_t openclBind(Device *device, Launch *launch, DeviceBuffer *const *arguments) {
  Opencl *cl = openclOf(device);
  cl_kernel kernel = (cl_kernel)launch->objects[OPENCL_KERNEL];
  cl_int error = CL_SUCCESS;
  for (uint32_t i = 0; i < launch->argumentCount && !error; ++i) {
    const cl_buffer_region region = {arguments[i]->offset, arguments[i]->bytes};
    cl_mem part = cl->clCreateSubBuffer(cl->spaces[arguments[i]->space], CL_MEM_READ_WRITE,
                                        CL_BUFFER_CREATE_TYPE_REGION, &region, &error);
    if (error)
      return openclFail(device, "clCreateSubBuffer", error);
    launch->bound[i] = (uint64_t)part;
    error = cl->clSetKernelArg(kernel, i, sizeof part, &part);
  }
  if (!error) // the last argument is the group's memory, which must not be empty
    error = cl->clSetKernelArg(kernel, launch->argumentCount, launch->sharedBytes ? launch->sharedBytes : 16, NULL);
  return openclFail(device, "clSetKernelArg", error);
}

int32_t openclLaunch(Device *device, Launch *launch, DeviceBuffer *const *arguments) {
  Opencl *cl = openclOf(device);
  if (!launch->same && openclBuild(device, launch))
    return device->failure;
  const Launch *owner = launch->same ? launch->same : launch;
  cl_int error;
  cl_kernel kernel = cl->clCreateKernel((cl_program)owner->objects[OPENCL_PROGRAM], launch->entry, &error);
  if (error)
    return openclFail(device, "clCreateKernel", error);
  launch->objects[OPENCL_KERNEL] = (uint64_t)kernel;
  return openclCheckLimits(device, launch) ? device->failure : openclBind(device, launch, arguments);
}

static cl_int openclStart(const Opencl *cl, const Launch *launch) {
  size_t total[3], group[3];
  for (int d = 0; d < 3; ++d) {
    group[d] = launch->threads[d];
    total[d] = group[d] * launch->grid[d];
  }
  return cl->clEnqueueNDRangeKernel(cl->queue, (cl_kernel)launch->objects[OPENCL_KERNEL], 3, NULL, total, group, 0,
                                    NULL, NULL);
}

int32_t openclWork(Device *device, const DeviceWork *work) {
  const Opencl *cl = openclOf(device);
  cl_int error = CL_SUCCESS;
  for (const DeviceCopy *copy = work->in; copy < work->in + work->inCount && !error; ++copy)
    error = cl->clEnqueueWriteBuffer(cl->queue, cl->spaces[copy->space], CL_FALSE, (size_t)copy->offset,
                                     (size_t)copy->bytes, copy->host, 0, NULL, NULL);
  const Launch *first = device->launches + work->firstLaunch;
  for (const Launch *launch = first; launch < first + work->launchCount && !error; ++launch)
    error = openclStart(cl, launch);
  for (const DeviceCopy *copy = work->out; copy < work->out + work->outCount && !error; ++copy)
    error = cl->clEnqueueReadBuffer(cl->queue, cl->spaces[copy->space], CL_FALSE, (size_t)copy->offset,
                                    (size_t)copy->bytes, copy->host, 0, NULL, NULL);
  const cl_int late = cl->clFinish(cl->queue); // always: the queue may still read what is the caller's
  return openclFail(device, deviceWorkName(work), error ? error : late);
}
