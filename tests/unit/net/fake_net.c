/* fake_net: a library with the table of a generated one and a net that can be checked by hand:
 * logit k = bias[k] + the sum over channels of (mean of the channel) * kernel[c][k], and softmax.
 * It learns by gradient descent with momentum. Environment variables make it fail: FAKE_STATUS (what every call of infer
 * returns), FAKE_TRAIN_STATUS (the same of train_step), FAKE_ABI (the version it claims), FAKE_INFERENCE (no training in
 * it). Devices: fake_device.h. */
#include "tests/unit/net/fake_device.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { HEIGHT = 4, WIDTH = 6, CHANNELS = 3, CLASSES = 4, MAX_BATCH = 3, PARAMETERS = CHANNELS * CLASSES + CLASSES,
       TRAIN_BATCH = 5, TRAIN_ARENA = 512, TRAIN_SCRATCH = 64 };

static int misaligned(const void *pointer) { return ((uintptr_t)pointer & 63) != 0; }

static int initialize(float *parameters, uint64_t seed) {
  for (int i = 0; i < PARAMETERS; ++i)
    parameters[i] = (float)(i % 5) + (float)seed;
  return RESNETC_OK;
}

static int prepare(const float *parameters, void *packed) {
  if (!parameters || !packed)
    return RESNETC_NULL_POINTER;
  if (misaligned(parameters) || misaligned(packed))
    return RESNETC_MISALIGNED;
  memcpy(packed, parameters, sizeof(float) * PARAMETERS);
  return RESNETC_OK;
}

struct work {
  const float *parameters, *images;
  float *rows;
};

static int run_image(void *context, int32_t index, int32_t worker) {
  const struct work *work = context;
  const float *image = work->images + index * HEIGHT * WIDTH * CHANNELS;
  (void)worker;
  for (int k = 0; k < CLASSES; ++k) {
    float sum = 0;
    for (int i = 0; i < HEIGHT * WIDTH * CHANNELS; ++i)
      sum += image[i] * work->parameters[i % CHANNELS * CLASSES + k];
    work->rows[index * CLASSES + k] = sum / (HEIGHT * WIDTH) + work->parameters[CHANNELS * CLASSES + k];
  }
  return RESNETC_OK;
}

static int logits(const void *packed, const float *images, int32_t batch, float *rows, void *arena,
                  const resnetc_pool *pool) {
  const char *status = getenv("FAKE_STATUS");
  if (status)
    return atoi(status);
  if (!packed || !images || !rows || !arena)
    return RESNETC_NULL_POINTER;
  if (misaligned(packed) || misaligned(arena))
    return RESNETC_MISALIGNED;
  if (batch < 1 || batch > MAX_BATCH)
    return RESNETC_BAD_BATCH;
  memset(arena, 0xff, 256 + 128 * (pool ? (size_t)pool->threads : 1));
  struct work work = {packed, images, rows};
  if (pool)
    return pool->parallel(pool->self, run_image, &work, batch);
  for (int32_t i = 0; i < batch; ++i)
    run_image(&work, i, 0);
  return RESNETC_OK;
}

static void softmax(float *rows, int32_t batch) {
  for (int32_t i = 0; i < batch; ++i, rows += CLASSES) {
    float most = rows[0], sum = 0;
    for (int k = 1; k < CLASSES; ++k)
      most = fmaxf(most, rows[k]);
    for (int k = 0; k < CLASSES; ++k)
      sum += rows[k] = expf(rows[k] - most);
    for (int k = 0; k < CLASSES; ++k)
      rows[k] /= sum;
  }
}

static int infer(const void *packed, const float *images, int32_t batch, float *rows, void *arena,
                 const resnetc_pool *pool) {
  int status = logits(packed, images, batch, rows, arena, pool);
  if (!status)
    softmax(rows, batch);
  return status;
}

static int preprocess(const uint8_t *pixels, int32_t n, float *images) {
  for (int32_t i = 0; i < n * HEIGHT * WIDTH * CHANNELS; ++i)
    images[i] = (float)pixels[i] / 255.0f;
  return RESNETC_OK;
}

static int logits_u8(const void *packed, const uint8_t *pixels, int32_t batch, float *rows, void *arena,
                     const resnetc_pool *pool) {
  float images[MAX_BATCH * HEIGHT * WIDTH * CHANNELS];
  if (batch < 1 || batch > MAX_BATCH)
    return RESNETC_BAD_BATCH;
  preprocess(pixels, batch, images);
  return logits(packed, images, batch, rows, arena, pool);
}

static int infer_u8(const void *packed, const uint8_t *pixels, int32_t batch, float *rows, void *arena,
                    const resnetc_pool *pool) {
  int status = logits_u8(packed, pixels, batch, rows, arena, pool);
  if (!status)
    softmax(rows, batch);
  return status;
}

static int check_training(const void *parameters, const void *images, const int32_t *labels, int32_t batch,
                          const void *arena) {
  if (!parameters || !images || !labels || !arena)
    return RESNETC_NULL_POINTER;
  if (misaligned(parameters) || misaligned(arena))
    return RESNETC_MISALIGNED;
  if (batch < 1 || batch > TRAIN_BATCH)
    return RESNETC_BAD_BATCH;
  for (int32_t i = 0; i < batch; ++i)
    if (labels[i] < 0 || labels[i] >= CLASSES)
      return RESNETC_BAD_LABEL;
  return RESNETC_OK;
}

/* Of the mean loss by kernel and bias: errors times the channels' means. `rows`, in the arena, ends as errors. */
static int gradients(const float *parameters, float *gradient, const float *images, const int32_t *labels,
                     int32_t batch, resnetc_metrics *metrics, void *arena, const resnetc_pool *pool) {
  int status = check_training(parameters, images, labels, batch, arena);
  if (status)
    return status;
  memset(arena, 0xff, TRAIN_ARENA + TRAIN_SCRATCH * (pool ? (size_t)pool->threads : 1));
  struct work work = {parameters, images, arena};
  for (int32_t i = 0; !pool && i < batch; ++i)
    run_image(&work, i, 0);
  if (pool && (status = pool->parallel(pool->self, run_image, &work, batch)))
    return status;
  *metrics = (resnetc_metrics){0, 0};
  memset(gradient, 0, sizeof(float) * PARAMETERS);
  for (int32_t i = 0; i < batch; ++i) {
    float *row = work.rows + i * CLASSES;
    const float *image = images + i * HEIGHT * WIDTH * CHANNELS;
    int best = 0;
    for (int k = 1; k < CLASSES; ++k)
      best = row[k] > row[best] ? k : best;
    metrics->correct += best == labels[i];
    softmax(row, 1);
    metrics->loss -= logf(row[labels[i]]) / (float)batch;
    row[labels[i]] -= 1;
    for (int k = 0; k < CLASSES; ++k) {
      gradient[CHANNELS * CLASSES + k] += row[k] / (float)batch;
      for (int j = 0; j < HEIGHT * WIDTH * CHANNELS; ++j)
        gradient[j % CHANNELS * CLASSES + k] += row[k] * image[j] / (float)(HEIGHT * WIDTH * batch);
    }
  }
  return RESNETC_OK;
}

static int train_step(float *parameters, float *optimizer, const float *images, const int32_t *labels, int32_t batch,
                      const resnetc_hyper *hyper, resnetc_metrics *metrics, void *arena, const resnetc_pool *pool) {
  const char *wanted = getenv("FAKE_TRAIN_STATUS");
  float gradient[PARAMETERS], rate = hyper->rate / (1 + hyper->decay * (float)hyper->step);
  int status = wanted ? atoi(wanted) : gradients(parameters, gradient, images, labels, batch, metrics, arena, pool);
  if (status)
    return status;
  for (int i = 0; i < PARAMETERS; ++i) {
    float slope = gradient[i] + hyper->weight_decay * parameters[i];
    optimizer[i] = hyper->momentum * optimizer[i] - rate * slope;
    parameters[i] += hyper->nesterov ? hyper->momentum * optimizer[i] - rate * slope : optimizer[i];
  }
  return RESNETC_OK;
}

static int evaluate(const float *parameters, const float *images, const int32_t *labels, int32_t batch,
                    resnetc_metrics *metrics, void *arena, const resnetc_pool *pool) {
  float gradient[PARAMETERS];
  return gradients(parameters, gradient, images, labels, batch, metrics, arena, pool);
}

static const char *status_text(int status) {
  return status == RESNETC_CPU_LACKS_FEATURE ? "the processor lacks a feature" : "something else";
}

static int run_in_turn(void *self, int (*task)(void *, int32_t, int32_t), void *context, int32_t count) {
  (void)self;
  for (int32_t i = 0; i < count; ++i) {
    int status = task(context, i, 0);
    if (status)
      return status;
  }
  return 0;
}

static resnetc_pool *pool_create(int32_t threads, int32_t pin) {
  resnetc_pool *pool = malloc(sizeof *pool);
  (void)pin;
  if (pool)
    *pool = (resnetc_pool){threads, NULL, run_in_turn};
  return pool;
}

static void pool_destroy(resnetc_pool *pool) { free(pool); }

static const resnetc_parameter parameters[] = {
    {"fc/kernel", {CHANNELS, CLASSES}, 2, 1, 0},
    {"fc/bias", {CLASSES}, 1, 1, CHANNELS * CLASSES},
};
static const resnetc_layer layers[] = {{"fc", "dense n=1 c=3 k=4", CHANNELS * CLASSES}};
static const resnetc_preprocess preprocessing = {"rgb", "stretch", "nearest", 0, 1 / 255.0f, {0, 0, 0}, {1, 1, 1}};

static resnetc_net table = {
    .abi_version = RESNETC_ABI_VERSION,
    .max_batch = MAX_BATCH,
    .name = "fake",
    .spec = "name: fake\n",
    .spec_hash = "0123",
    .target = "x86-64-v2",
    .height = HEIGHT,
    .width = WIDTH,
    .channels = CHANNELS,
    .classes = CLASSES,
    .has_preprocess = 1,
    .parameters_bytes = sizeof(float) * PARAMETERS,
    .packed_bytes = sizeof(float) * PARAMETERS,
    .arena_bytes = 256,
    .scratch_bytes = 128,
    .multiply_adds = CHANNELS * CLASSES,
    .parameter_count = 2,
    .layer_count = 1,
    .parameters = parameters,
    .layers = layers,
    .preprocessing = &preprocessing,
    .initialize = initialize,
    .prepare = prepare,
    .infer = infer,
    .infer_u8 = infer_u8,
    .logits = logits,
    .logits_u8 = logits_u8,
    .preprocess = preprocess,
    .status_text = status_text,
    .pool_create = pool_create,
    .pool_destroy = pool_destroy,
};

const resnetc_net *fake_net(void);
const resnetc_net *fake_net(void) {
  const char *version = getenv("FAKE_ABI");
  table.abi_version = version ? atoi(version) : RESNETC_ABI_VERSION;
  const int trains = !getenv("FAKE_INFERENCE");
  table.train_batch = trains ? TRAIN_BATCH : 0;
  table.train_arena_bytes = trains ? TRAIN_ARENA : 0;
  table.train_scratch_bytes = trains ? TRAIN_SCRATCH : 0;
  table.optimizer_bytes = trains ? (int64_t)sizeof(float) * PARAMETERS : 0;
  table.train_step = trains ? train_step : NULL;
  table.gradients = trains ? gradients : NULL;
  table.evaluate = trains ? evaluate : NULL;
  fake_device_fill(&table);
  return &table;
}
