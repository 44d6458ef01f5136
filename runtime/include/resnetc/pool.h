/* pool.h: threads for a call. Pass NULL to run on the caller's thread. */
#ifndef RESNETC_POOL_H
#define RESNETC_POOL_H
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

/* Runs task(context, index, worker) for index in 0 .. count-1, each once, and
 * returns when all are done: 0, or the first result that was not 0. `worker` is in
 * 0 .. threads-1 and picks the scratch slice of the arena: a pool must never run two
 * tasks with one worker number at once. A task never calls the pool again. Results
 * are the same bits for any pool and any number of threads. */
typedef struct resnetc_pool {
  int32_t threads;
  void *self;
  int (*parallel)(void *self, int (*task)(void *context, int32_t index, int32_t worker), void *context, int32_t count);
} resnetc_pool;

/* A pool of `threads` (1 .. 64), the caller counted; workers spin briefly, then sleep.
 * `pin`: worker i stays on the i-th processor that the calling thread may use; the caller
 * is worker 0, until it destroys the pool. NULL if the system refuses memory or a
 * thread, and always where there is none (arm-64-noos). One call at a time uses a pool. */
resnetc_pool *resnetc_pool_create(int32_t threads, int32_t pin);
void resnetc_pool_destroy(resnetc_pool *pool); /* NULL is allowed */

#ifdef __cplusplus
}
#endif
#endif
