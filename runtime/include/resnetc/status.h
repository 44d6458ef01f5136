/* status.h: the result of every call of a generated library. 0 is success. */
#ifndef RESNETC_STATUS_H
#define RESNETC_STATUS_H
#ifdef __cplusplus
extern "C" {
#endif

/* Shared by all nets of a program; numbers never change their meaning. */
typedef enum resnetc_status {
  RESNETC_OK = 0,
  RESNETC_NULL_POINTER = 1,
  RESNETC_MISALIGNED = 2,        /* parameters, packed, arena … are not on 64 bytes */
  RESNETC_BAD_BATCH = 3,         /* not in 1 .. MAX_BATCH */
  RESNETC_BAD_ABI_VERSION = 4,
  RESNETC_CPU_LACKS_FEATURE = 5, /* compiled for instructions that this CPU or system lacks */
  RESNETC_NO_MEMORY = 6,
  RESNETC_IO = 7,
  RESNETC_BAD_FILE = 8,
  RESNETC_BAD_SHAPE = 9,
  RESNETC_BAD_LABEL = 10,
  RESNETC_NON_FINITE = 11,
  RESNETC_DEVICE = 12,           /* a device refused a kernel, a launch failed, the device is lost */
  RESNETC_NO_DEVICE = 13,
  RESNETC_DEVICE_MEMORY = 14,
  RESNETC_INTERNAL = 99
} resnetc_status;

/* One sentence for a status; static text, any thread. */
const char *resnetc_status_text(int status);

#ifdef __cplusplus
}
#endif
#endif
