// Parameters and the optimizer's state, to and from a device that trains.
#include "runtime/embed/device/handle.h"

static int32_t checkBlob(Device *device, const float *blob) {
  const int32_t status = deviceEnter(device, DEVICE_TRAINS);
  if (status)
    return status;
  if (!blob)
    return RESNETC_NULL_POINTER;
  return support_is_aligned(blob, 64) ? RESNETC_OK : RESNETC_MISALIGNED;
}

int32_t support_device_parameters(const DeviceNet *net, Device *device, float *parameters) {
  int32_t status = checkBlob(device, parameters);
  DeviceTransfer out = {.device = device, .isOut = 1};
  if (!status)
    status = deviceTensors(&out, net, DEVICE_PARAMETERS, 0, parameters);
  return deviceLeave(device, status ? status : deviceFlush(&out));
}

/// The CPU's moments lie one after the other, each on 64 bytes.
static int64_t blobFloats(const DeviceNet *net) {
  int64_t end = 0;
  for (int64_t i = 0; i < net->net->parameterCount; ++i) {
    const resnetc_parameter *parameter = &net->net->parameters[i];
    const int64_t tensorEnd = parameter->offset + deviceElements(parameter);
    end = tensorEnd > end ? tensorEnd : end;
  }
  return (end + 15) & ~(int64_t)15;
}

static int32_t copyMoments(const DeviceNet *net, Device *device, float *optimizer, int32_t isOut) {
  int32_t status = checkBlob(device, optimizer);
  if (status)
    return status;
  DeviceTransfer transfer = {.device = device, .isOut = isOut};
  for (int64_t i = 0; i < net->moments && !status; ++i)
    status = deviceTensors(&transfer, net, DEVICE_OPTIMIZER, i * net->momentBytes, optimizer + i * blobFloats(net));
  return status ? status : deviceFlush(&transfer);
}

int32_t support_device_optimizer(const DeviceNet *net, Device *device, float *optimizer) {
  return deviceLeave(device, copyMoments(net, device, optimizer, 1));
}

int32_t support_device_set_optimizer(const DeviceNet *net, Device *device, const float *optimizer) {
  return deviceLeave(device, copyMoments(net, device, (float *)optimizer, 0)); // only read
}
