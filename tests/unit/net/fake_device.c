/* fake_device: see fake_device.h. A device does what the net's own calls do, with numbers of its own. */
#include "tests/unit/net/fake_device.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOB = 16, HEADER = 16, ARENA = 4096 }; /* floats; bytes */
enum mode { CLOSED, INFERS, TRAINS };

struct resnetc_device {
  enum mode mode;
  int steps;
  char text[128];
  float parameters[BLOB], optimizer[BLOB]; /* or packed weights in the first */
};

static const resnetc_net *net;
static int open_devices;

/* How many are open now, over all of the library. */
int fake_open_devices(void);
int fake_open_devices(void) { return open_devices; }

static int fail(resnetc_device *device, int status, const char *text) {
  snprintf(device->text, sizeof device->text, "%s", text);
  return status;
}

static int find(resnetc_device *device, const char *api, int32_t index, char *name, int32_t bytes) {
  memset(device, 0, sizeof *device);
  if (strcmp(api, "opencl") || index >= atoi(getenv("FAKE_DEVICES")))
    return fail(device, RESNETC_NO_DEVICE, strcmp(api, "opencl") ? "cuda: no driver" : "opencl: no such device");
  snprintf(name, (size_t)bytes, "fake %d", index);
  return RESNETC_OK;
}

/* A layout that the processor's infer would not read: the blob behind a header. */
static int prepare(const float *parameters, void *packed) {
  memset(packed, 0xff, HEADER * sizeof(float));
  memcpy((float *)packed + HEADER, parameters, BLOB * sizeof(float));
  return RESNETC_OK;
}

static int begin(resnetc_device *device, const char *api, int32_t index, enum mode mode, const float *numbers) {
  char name[64];
  if (device->mode != CLOSED)
    return fail(device, RESNETC_INTERNAL, "opened twice");
  const int status = find(device, api, index, name, sizeof name);
  if (status)
    return status;
  memcpy(device->parameters, numbers, sizeof device->parameters);
  device->mode = mode;
  ++open_devices;
  return RESNETC_OK;
}

static int open_inference(resnetc_device *device, const char *api, int32_t index, const void *packed) {
  return begin(device, api, index, INFERS, (const float *)packed + HEADER);
}

static int open_training(resnetc_device *device, const char *api, int32_t index, const float *parameters) {
  return begin(device, api, index, TRAINS, parameters);
}

static int enter(resnetc_device *device, enum mode mode) {
  const char *wanted = getenv("FAKE_DEVICE_STATUS");
  if (device->mode != mode)
    return fail(device, RESNETC_NO_DEVICE, "not open for this");
  return wanted ? fail(device, atoi(wanted), "opencl: the fake is lost") : RESNETC_OK;
}

typedef int (*answer)(const void *, const float *, int32_t, float *, void *, const resnetc_pool *);
typedef int (*answer_u8)(const void *, const uint8_t *, int32_t, float *, void *, const resnetc_pool *);

static int run(resnetc_device *device, answer call, answer_u8 call_u8, const void *input, int32_t batch, float *rows) {
  _Alignas(64) unsigned char arena[ARENA];
  _Alignas(64) float packed[BLOB];
  const int status = enter(device, INFERS);
  if (status)
    return status;
  memcpy(packed, device->parameters, sizeof packed);
  return call ? call(packed, input, batch, rows, arena, NULL) : call_u8(packed, input, batch, rows, arena, NULL);
}

static int infer(resnetc_device *device, const float *images, int32_t batch, float *rows) {
  return run(device, net->infer, NULL, images, batch, rows);
}
static int logits(resnetc_device *device, const float *images, int32_t batch, float *rows) {
  return run(device, net->logits, NULL, images, batch, rows);
}
static int infer_u8(resnetc_device *device, const uint8_t *pixels, int32_t batch, float *rows) {
  return run(device, NULL, net->infer_u8, pixels, batch, rows);
}
static int logits_u8(resnetc_device *device, const uint8_t *pixels, int32_t batch, float *rows) {
  return run(device, NULL, net->logits_u8, pixels, batch, rows);
}

static int train_step(resnetc_device *device, const float *images, const int32_t *labels, int32_t batch,
                      const resnetc_hyper *hyper, resnetc_metrics *metrics) {
  _Alignas(64) unsigned char arena[ARENA];
  _Alignas(64) float parameters[BLOB], optimizer[BLOB];
  const char *most = getenv("FAKE_DEVICE_STEPS");
  int status = enter(device, TRAINS);
  if (!status && most && device->steps++ == atoi(most))
    status = fail(device, RESNETC_DEVICE, "opencl: the fake is lost");
  if (status)
    return status;
  memcpy(parameters, device->parameters, sizeof parameters);
  memcpy(optimizer, device->optimizer, sizeof optimizer);
  status = net->train_step(parameters, optimizer, images, labels, batch, hyper, metrics, arena, NULL);
  if (status)
    return status;
  memcpy(device->parameters, parameters, sizeof parameters);
  memcpy(device->optimizer, optimizer, sizeof optimizer);
  return RESNETC_OK;
}

static int gradients(resnetc_device *device, float *gradient, const float *images, const int32_t *labels, int32_t batch,
                     resnetc_metrics *metrics) {
  _Alignas(64) unsigned char arena[ARENA];
  _Alignas(64) float parameters[BLOB];
  const int status = enter(device, TRAINS);
  if (status)
    return status;
  memcpy(parameters, device->parameters, sizeof parameters);
  return net->gradients(parameters, gradient, images, labels, batch, metrics, arena, NULL);
}

static int evaluate(resnetc_device *device, const float *images, const int32_t *labels, int32_t batch,
                    resnetc_metrics *metrics) {
  float gradient[BLOB];
  return gradients(device, gradient, images, labels, batch, metrics);
}

static int copy(resnetc_device *device, float *to, const float *from) {
  const int status = enter(device, TRAINS);
  if (!status)
    memcpy(to, from, BLOB * sizeof(float));
  return status;
}

static int parameters(resnetc_device *device, float *to) { return copy(device, to, device->parameters); }
static int optimizer(resnetc_device *device, float *to) { return copy(device, to, device->optimizer); }
static int set_optimizer(resnetc_device *device, const float *from) { return copy(device, device->optimizer, from); }

static void end(resnetc_device *device) {
  open_devices -= device->mode != CLOSED;
  device->mode = CLOSED;
}

static const char *text(const resnetc_device *device) { return device->text; }

void fake_device_fill(resnetc_net *table) {
  const int has = getenv("FAKE_DEVICES") != NULL, trains = has && table->train_batch > 0;
  net = table;
  table->target = has ? "x86-64-v2,opencl,cuda-80" : "x86-64-v2";
  table->device_bytes = has ? (int64_t)sizeof(resnetc_device) : 0;
  table->device_packed_bytes = has ? (HEADER + BLOB) * (int64_t)sizeof(float) : 0;
  table->device_find = has ? find : NULL;
  table->device_prepare = has ? prepare : NULL;
  table->device_open = has ? open_inference : NULL;
  table->device_infer = has ? infer : NULL;
  table->device_infer_u8 = has ? infer_u8 : NULL;
  table->device_logits = has ? logits : NULL;
  table->device_logits_u8 = has ? logits_u8 : NULL;
  table->device_open_training = trains ? open_training : NULL;
  table->device_train_step = trains ? train_step : NULL;
  table->device_gradients = trains ? gradients : NULL;
  table->device_evaluate = trains ? evaluate : NULL;
  table->device_parameters = trains ? parameters : NULL;
  table->device_optimizer = trains ? optimizer : NULL;
  table->device_set_optimizer = trains ? set_optimizer : NULL;
  table->device_close = has ? end : NULL;
  table->device_text = has ? text : NULL;
}
