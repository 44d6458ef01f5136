/* allocates: how often the process allocates while a net runs on two threads, five times over ("net"). "caller"
 * and "worker" allocate once on purpose, to show that the counter, which is preloaded, counts both threads. */
#include "mini.h"
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__attribute__((weak)) void allocations_start(void);
__attribute__((weak)) int allocations_stop(void);

_Alignas(64) static unsigned char parameters[MINI_PARAMETERS_BYTES], packed[MINI_PACKED_BYTES];
_Alignas(64) static unsigned char arena[MINI_ARENA_BYTES(2)];
static float images[MINI_INPUT_HEIGHT * MINI_INPUT_WIDTH * MINI_INPUT_CHANNELS], out[MINI_CLASSES];
static uint8_t pixels[MINI_INPUT_HEIGHT * MINI_INPUT_WIDTH * 3];
static void *volatile kept;

static int allocateOnce(void *context, int32_t index, int32_t worker) {
  atomic_int *arrived = context;
  (void)worker;
  atomic_fetch_add(arrived, 1);
  while (atomic_load(arrived) < 2) /* so that each thread has one of the two tasks */
    ;
  if (index == 1)
    kept = malloc(1);
  return 0;
}

static int runNet(const resnetc_pool *pool) {
  int status = 0;
  for (int i = 0; i < 5 && !status; ++i) {
    status = mini_infer(packed, images, 1, out, arena, pool);
    status = status ? status : mini_infer_u8(packed, pixels, 1, out, arena, pool);
    status = status ? status : mini_logits(packed, images, 1, out, arena, pool);
    status = status ? status : mini_logits_u8(packed, pixels, 1, out, arena, NULL);
  }
  return status;
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "net";
  if (!allocations_start || !allocations_stop)
    return puts("the counter is not preloaded"), 1;
  resnetc_pool *pool = resnetc_pool_create(2, 0);
  if (!pool || mini_initialize((float *)parameters, 0) || mini_prepare((const float *)parameters, packed))
    return puts("the net cannot be prepared"), 1;
  int status = 0;
  atomic_int arrived = 0;
  allocations_start();
  if (!strcmp(what, "caller"))
    kept = malloc(1);
  else if (!strcmp(what, "worker"))
    status = pool->parallel(pool->self, allocateOnce, &arrived, 2);
  else
    status = runNet(pool);
  int count = allocations_stop();
  resnetc_pool_destroy(pool);
  printf("allocations %d\n", count);
  return status;
}
