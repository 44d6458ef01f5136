/* classify: runs a net on a device where there is one, and on the processor where there is none or it fails.
 *
 *   classify            the first device that is more than the processor under another name
 *   classify opencl:0   this one, whatever it is
 *
 * Nothing here is needed but the net's header and library. What a device costs is at its beginning: find, prepare, open,
 * and a first call in which some drivers still compile. A program keeps it open for all its calls. */
#include "small.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { VALUES = SMALL_INPUT_HEIGHT * SMALL_INPUT_WIDTH * SMALL_INPUT_CHANNELS, BATCH = SMALL_MAX_BATCH, CALLS = 20 };

_Alignas(64) static unsigned char parameters[SMALL_PARAMETERS_BYTES], packed[SMALL_PACKED_BYTES];
_Alignas(64) static unsigned char arena[SMALL_ARENA_BYTES(1)], devicePacked[SMALL_DEVICE_PACKED_BYTES];
static uint64_t deviceMemory[SMALL_DEVICE_BYTES / 8];
static resnetc_device *const device = (resnetc_device *)deviceMemory;
static int onDevice;

static float images[BATCH * VALUES], expected[BATCH * SMALL_CLASSES], found[BATCH * SMALL_CLASSES];

enum Opened { OPENED, NOT_THIS_ONE, NO_MORE };

/* A device takes the net, or a sentence says why not. `anyKind`: also one that is the processor itself. */
static enum Opened openDevice(const char *api, int index, int anyKind) {
  char name[256];
  int status = small_device_find(device, api, index, name, sizeof name);
  if (status) {
    if (index == 0 || anyKind) /* else it is the end of a list */
      printf("%s:%d: %s\n", api, index, small_device_text(device));
    return NO_MORE;
  }
  if (strstr(name, " (CPU)") && !anyKind) {
    printf("%s:%d is %s: no faster than the processor\n", api, index, name);
    return NOT_THIS_ONE;
  }
  status = small_device_prepare((const float *)parameters, devicePacked);
  const char *why = resnetc_status_text(status);
  if (!status) {
    status = small_device_open(device, api, index, devicePacked);
    why = small_device_text(device);
  }
  printf(status ? "%s:%d: %s\n" : "%s:%d is %s\n", api, index, status ? why : name);
  return status ? NOT_THIS_ONE : OPENED;
}

/* The first that is no processor; interfaces in the order of what is usually fastest. */
static int openAnyDevice(void) {
  static const char *const apis[] = {"vulkan", "opencl"};
  for (size_t a = 0; a < sizeof apis / sizeof *apis; ++a) {
    enum Opened opened = NOT_THIS_ONE;
    for (int index = 0; opened == NOT_THIS_ONE; ++index)
      opened = openDevice(apis[a], index, 0);
    if (opened == OPENED)
      return 1;
  }
  return 0;
}

/* What the rest of a program calls: it does not see who answers. */
static int logits(const float *input, int32_t batch, float *rows) {
  if (onDevice) {
    const int status = small_device_logits(device, input, batch, rows);
    if (status != RESNETC_DEVICE && status != RESNETC_DEVICE_MEMORY)
      return status;
    printf("the device failed, the processor goes on: %s\n", small_device_text(device));
    small_device_close(device);
    onDevice = 0;
  }
  return small_logits(packed, input, batch, rows, arena, NULL);
}

static double milliseconds(void) {
  struct timespec now;
  timespec_get(&now, TIME_UTC);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* Of all logits, by the largest. */
static double largestError(void) {
  double error = 0, most = 0;
  for (int i = 0; i < BATCH * SMALL_CLASSES; ++i) {
    const double difference = found[i] > expected[i] ? found[i] - expected[i] : expected[i] - found[i];
    const double size = expected[i] > 0 ? expected[i] : -expected[i];
    error = difference > error ? difference : error;
    most = size > most ? size : most;
  }
  return error / most;
}

int main(int count, char **words) {
  for (int i = 0; i < BATCH * VALUES; ++i)
    images[i] = (float)(i % 251 - 125) / 125;
  int status = small_initialize((float *)parameters, 0); /* or read small.safetensors */
  if (!status)
    status = small_prepare((const float *)parameters, packed);
  if (!status)
    status = small_logits(packed, images, BATCH, expected, arena, NULL);
  if (status)
    return fprintf(stderr, "%s\n", resnetc_status_text(status)), 1;

  if (count > 1) {
    const char *colon = strchr(words[1], ':');
    char api[16];
    snprintf(api, sizeof api, "%.*s", colon ? (int)(colon - words[1]) : 15, words[1]);
    onDevice = openDevice(api, colon ? atoi(colon + 1) : 0, 1) == OPENED;
  } else {
    onDevice = openAnyDevice();
  }
  if (!onDevice)
    printf("on the processor\n");

  status = logits(images, BATCH, found); /* warms up */
  const double start = milliseconds();
  for (int i = 0; i < CALLS && !status; ++i)
    status = logits(images, BATCH, found);
  const double took = (milliseconds() - start) / CALLS;
  if (status)
    return fprintf(stderr, "%s\n", resnetc_status_text(status)), 1;
  printf("%d images a call, %.2f ms; the processor's logits within %.1e\n", (int)BATCH, took, largestError());
  small_device_close(device);
  return largestError() < 1e-3 ? 0 : 1;
}
