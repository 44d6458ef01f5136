// Halide's parallel loops on the caller's pool.
#include "runtime/embed/support.h"

typedef struct Loop {
  const Worker *caller;
  HalideTask task;
  uint8_t *closure;
  int32_t min;
} Loop;

/// Each worker allocates in its own slice. The caller's live blocks lie at the start of
/// slice 0, so its tasks begin above them.
static int runTask(void *context, int32_t index, int32_t number) {
  const Loop *loop = context;
  const Worker *caller = loop->caller;
  if (number < 0 || number >= caller->pool->threads)
    return RESNETC_INTERNAL; // a pool that breaks its promise must not write beside the arena
  uint8_t *scratch = caller->scratch + (uint64_t)number * caller->scratchBytes;
  Worker own = {NULL, scratch, caller->scratchBytes, number ? scratch : caller->top, NULL};
  return loop->task(&own, loop->min + index, loop->closure);
}

int32_t halide_do_par_for(void *user_context, HalideTask task, int32_t min, int32_t size, uint8_t *closure) {
  Worker *caller = user_context;
  const resnetc_pool *pool = caller->pool;
  if (!pool || pool->threads < 2 || size < 2) {
    int32_t first = 0;
    for (int32_t i = 0; i < size && !first; ++i)
      first = task(caller, min + i, closure);
    return first;
  }
  Loop loop = {caller, task, closure, min};
  return pool->parallel(pool->self, runTask, &loop, size);
}
