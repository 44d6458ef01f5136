// One sentence for each status.
#include "runtime/embed/support.h"

__attribute__((weak, visibility("default"))) const char *resnetc_status_text(int status) {
  switch (status) {
  case RESNETC_OK:
    return "ok";
  case RESNETC_NULL_POINTER:
    return "an argument that must point to memory is null";
  case RESNETC_MISALIGNED:
    return "parameters, packed or arena is not on 64 bytes, or an array not on its element's size";
  case RESNETC_BAD_BATCH:
    return "the number of images is not in 1 to the net's largest batch";
  case RESNETC_BAD_ABI_VERSION:
    return "the library has another version of the interface";
  case RESNETC_CPU_LACKS_FEATURE:
    return "this processor or system lacks instructions that the net was compiled for";
  case RESNETC_NO_MEMORY:
    return "the system has no memory left";
  case RESNETC_IO:
    return "a file could not be read or written";
  case RESNETC_BAD_FILE:
    return "a file is damaged or of another kind";
  case RESNETC_BAD_SHAPE:
    return "a tensor has another shape than the net's";
  case RESNETC_BAD_LABEL:
    return "a label is not one of the net's classes";
  case RESNETC_NON_FINITE:
    return "a value is infinite or not a number";
  case RESNETC_DEVICE:
    return "the device refused a kernel, a launch failed, or the device is lost";
  case RESNETC_NO_DEVICE:
    return "there is no such device";
  case RESNETC_DEVICE_MEMORY:
    return "the device has not enough memory";
  case RESNETC_INTERNAL:
    return "internal error";
  default:
    return "unknown status";
  }
}
