// Copies of many tensors of any size: cut into pieces that the staging memory holds, gathered into little work.
#include "runtime/embed/device/handle.h"

int32_t deviceFlush(DeviceTransfer *transfer) {
  DeviceWork work = {0};
  if (transfer->isOut)
    work.out = transfer->copies, work.outCount = transfer->count;
  else
    work.in = transfer->copies, work.inCount = transfer->count;
  const int32_t status = transfer->count ? transfer->device->api->work(transfer->device, &work) : RESNETC_OK;
  transfer->count = 0;
  transfer->bytes = 0;
  return status;
}

int32_t deviceTransfer(DeviceTransfer *transfer, int64_t space, int64_t offset, void *host, int64_t bytes) {
  uint8_t *at = host;
  while (bytes > 0) {
    const int64_t room = transfer->device->stagingBytes - transfer->bytes, piece = bytes < room ? bytes : room;
    transfer->copies[transfer->count++] = (DeviceCopy){space, offset, piece, at};
    transfer->bytes += piece;
    offset += piece, at += piece, bytes -= piece;
    if (transfer->count == DEVICE_MAX_COPIES || transfer->bytes == transfer->device->stagingBytes) {
      const int32_t status = deviceFlush(transfer);
      if (status)
        return status;
    }
  }
  return RESNETC_OK;
}

int64_t deviceElements(const resnetc_parameter *parameter) {
  int64_t count = 1;
  for (int32_t i = 0; i < parameter->rank; ++i)
    count *= parameter->shape[i];
  return count;
}

int32_t deviceTensors(DeviceTransfer *transfer, const DeviceNet *net, int64_t space, int64_t base, float *host) {
  int32_t status = RESNETC_OK;
  for (int64_t i = 0; i < net->net->parameterCount && !status; ++i) {
    const resnetc_parameter *parameter = &net->net->parameters[i];
    status = deviceTransfer(transfer, space, base + net->parameterOffsets[i], host + parameter->offset,
                            deviceElements(parameter) * (int64_t)sizeof(float));
  }
  return status;
}
