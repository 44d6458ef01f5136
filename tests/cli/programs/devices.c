// devices.c: compares the devices that are named with the CPU, through the calls of the C header. For each it prints
//   API: NAME                 or   API: none: SENTENCE
//   API WHAT BATCH DIFFERENCE the largest, relative to the CPU's largest value; or   API WHAT: status N: SENTENCE
#include "tiny.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { IMAGES = TINY_MAX_BATCH, IMAGE = TINY_INPUT_HEIGHT * TINY_INPUT_WIDTH * TINY_INPUT_CHANNELS };

static _Alignas(64) char parameters[TINY_PARAMETERS_BYTES], packed[TINY_PACKED_BYTES];
static _Alignas(64) char devicePacked[TINY_DEVICE_PACKED_BYTES], arena[TINY_ARENA_BYTES(1)];
static uint64_t deviceMemory[TINY_DEVICE_BYTES / 8];
static float images[IMAGES * IMAGE];
static uint8_t pixels[IMAGES * IMAGE];
static float want[IMAGES * TINY_CLASSES], got[IMAGES * TINY_CLASSES];

static void must(int status, const char *what) {
  if (status) {
    printf("%s: status %d: %s\n", what, status, resnetc_status_text(status));
    exit(1);
  }
}

static double difference(const float *a, const float *b, size_t count) {
  double most = 0, largest = 1e-30;
  for (size_t i = 0; i < count; ++i) {
    const double off = fabs((double)a[i] - (double)b[i]);
    most = off <= most ? most : off; // also where it is no number
    largest = fmax(largest, fabs((double)b[i]));
  }
  return most / largest;
}

static void report(const char *api, resnetc_device *device, const char *what, int32_t batch, int status) {
  if (status)
    printf("%s %s: status %d: %s\n", api, what, status, tiny_device_text(device));
  else
    printf("%s %s %d %g\n", api, what, batch, difference(got, want, (size_t)batch * TINY_CLASSES));
  memset(got, 255, sizeof got); // NaN: what the next call leaves out shows
}

static void compare(const char *api, resnetc_device *device) {
  for (int32_t batch = 1; batch <= TINY_MAX_BATCH; ++batch) {
    must(tiny_infer(packed, images, batch, want, arena, NULL), "infer");
    report(api, device, "infer", batch, tiny_device_infer(device, images, batch, got));
    must(tiny_logits(packed, images, batch, want, arena, NULL), "logits");
    report(api, device, "logits", batch, tiny_device_logits(device, images, batch, got));
    must(tiny_infer_u8(packed, pixels, batch, want, arena, NULL), "infer_u8");
    report(api, device, "infer_u8", batch, tiny_device_infer_u8(device, pixels, batch, got));
    must(tiny_logits_u8(packed, pixels, batch, want, arena, NULL), "logits_u8");
    report(api, device, "logits_u8", batch, tiny_device_logits_u8(device, pixels, batch, got));
  }
}

static void tryDevice(const char *api) {
  resnetc_device *device = (resnetc_device *)deviceMemory;
  char name[256] = "";
  const int found = tiny_device_find(device, api, 0, name, sizeof name);
  printf("%s: %s%s\n", api, found ? "none: " : "", found ? tiny_device_text(device) : name);
  const int opened = tiny_device_open(device, api, 0, devicePacked);
  printf("%s open: status %d: %s\n", api, opened, tiny_device_text(device));
  compare(api, device); // also of one that is not open: then each call gives a status
  tiny_device_close(device);
  tiny_device_close(device);
  printf("%s closed: status %d\n", api, tiny_device_infer(device, images, 1, got));
}

int main(int count, char **apis) {
  for (int i = 0; i < IMAGES * IMAGE; ++i) {
    images[i] = (float)(i % 251 - 125) / 125;
    pixels[i] = (uint8_t)(i * 7 % 253);
  }
  must(tiny_initialize((float *)parameters, 0), "initialize");
  must(tiny_prepare((float *)parameters, packed), "prepare");
  must(tiny_device_prepare((float *)parameters, devicePacked), "device_prepare");
  for (int i = 1; i < count; ++i)
    tryDevice(apis[i]);
}
