/* answers: which code of the library runs, the logits of one picture and, in a library that trains, the losses of two
 * steps, as hexadecimal floats. It needs memory and printf alone, so it runs wherever C does. A status ends it. */
#include "tiny.h"
#include <stdio.h>

#define ALIGNED(type, name, bytes) _Alignas(64) static unsigned char name##Bytes[bytes]; static type *const name = (type *)name##Bytes
ALIGNED(float, parameters, TINY_PARAMETERS_BYTES);
ALIGNED(void, packed, TINY_PACKED_BYTES);
ALIGNED(void, arena, TINY_ARENA_BYTES(1));
enum { VALUES = TINY_INPUT_HEIGHT * TINY_INPUT_WIDTH * TINY_INPUT_CHANNELS };

static int fail(const char *call, int status) {
  printf("%s: status %d: %s\n", call, status, resnetc_status_text(status));
  return 0;
}

#ifdef TINY_TRAIN_BATCH
ALIGNED(float, optimizer, TINY_OPTIMIZER_BYTES);
ALIGNED(void, trainArena, TINY_TRAIN_ARENA_BYTES(1));
static float pictures[TINY_TRAIN_BATCH * VALUES];

static int train(void) {
  const resnetc_hyper hyper = {.rate = 0.01f, .momentum = 0.9f};
  int32_t labels[TINY_TRAIN_BATCH];
  for (int i = 0; i < TINY_TRAIN_BATCH * VALUES; ++i)
    pictures[i] = (float)(i * 7 % 253) / 126.5f - 1;
  for (int i = 0; i < TINY_TRAIN_BATCH; ++i)
    labels[i] = i % TINY_CLASSES;
  for (int step = 0; step < 3; ++step) {
    resnetc_metrics metrics;
    const int status = tiny_train_step(parameters, optimizer, pictures, labels, TINY_TRAIN_BATCH, &hyper, &metrics,
                                       trainArena, NULL);
    if (status)
      return fail("train_step", status);
    printf("loss %a\n", (double)metrics.loss);
  }
  return 0;
}
#else
static int train(void) { return 0; }
#endif

int main(void) {
  static float image[VALUES], logits[TINY_CLASSES];
  const char *target = tiny_target();
  resnetc_pool *pool = resnetc_pool_create(2, 0);
  printf("target %s\npool %s\n", target ? target : "none", pool ? "yes" : "no");
  resnetc_pool_destroy(pool);
  for (int i = 0; i < VALUES; ++i)
    image[i] = (float)(i % 251 - 125) / 125;
  int status = tiny_initialize(parameters, 0);
  if (!status)
    status = tiny_prepare(parameters, packed);
  if (status)
    return fail("prepare", status);
  status = tiny_logits(packed, image, 1, logits, arena, NULL);
  if (status)
    return fail("logits", status);
  for (int i = 0; i < TINY_CLASSES; ++i)
    printf("logit %a\n", (double)logits[i]);
  return train();
}
