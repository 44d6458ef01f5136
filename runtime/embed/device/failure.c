// Sentences: what failed, or why a call was refused.
#include "runtime/embed/device/handle.h"

/// The last byte of the text stays zero.
static char *appendText(Device *device, char *at, const char *text) {
  const char *end = device->text + sizeof device->text - 1;
  while (text && *text && at < end)
    *at++ = *text++;
  *at = 0;
  return at;
}

static char *appendNumber(Device *device, char *at, int64_t value) {
  char digits[24], *first = digits + sizeof digits - 1;
  uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
  *first = 0;
  do
    *--first = (char)('0' + rest % 10);
  while (rest /= 10);
  if (value < 0)
    *--first = '-';
  return appendText(device, at, first);
}

int32_t deviceFail(Device *device, int32_t status, const char *what, int64_t code, const char *detail) {
  if (device->failure)
    return device->failure; // what follows a failure says nothing
  device->failure = status;
  char *at = device->text;
  if (device->api)
    at = appendText(device, appendText(device, at, device->api->name), ": ");
  at = appendText(device, at, what);
  if (code)
    at = appendText(device, appendNumber(device, appendText(device, at, " (error "), code), ")");
  if (detail && *detail)
    appendText(device, appendText(device, at, ": "), detail);
  return status;
}

void deviceAddToName(Device *device, const char *text) {
  char *end = device->text;
  while (*end)
    ++end;
  appendText(device, end, text);
}

int32_t deviceEnter(Device *device, enum DeviceMode mode) {
  if (!device)
    return RESNETC_NULL_POINTER;
  if (!support_is_aligned(device, sizeof(uint64_t)))
    return RESNETC_MISALIGNED;
  device->refusal = NULL;
  if (device->failure || device->mode == (int32_t)mode)
    return device->failure;
  device->refusal = device->mode == DEVICE_CLOSED   ? "the device is closed"
                    : device->mode == DEVICE_INFERS ? "the device was opened for inference, not for training"
                                                    : "the device was opened for training, not for inference";
  return RESNETC_NO_DEVICE;
}

int32_t deviceLeave(Device *device, int32_t status) {
  if (status && device && support_is_aligned(device, sizeof(uint64_t)) && !device->refusal)
    device->refusal = resnetc_status_text(status);
  return status;
}

const char *support_device_text(const DeviceNet *net, const Device *device) {
  (void)net;
  if (!device)
    return resnetc_status_text(RESNETC_NULL_POINTER);
  return device->failure || !device->refusal ? device->text : device->refusal;
}
