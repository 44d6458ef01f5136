/* pools: the logits of one picture with no pool, the library's pools and a pool of this program must be the same
 * bits. Every pool is wrapped, so that the program sees which workers and threads its tasks run on; in the first
 * loop of several tasks two tasks wait for each other, so a pool that runs all on one thread never gets through. */
#define _POSIX_C_SOURCE 200809L
#include "mini.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { MOST_THREADS = 4 };
_Alignas(64) static unsigned char parameters[MINI_PARAMETERS_BYTES], packed[MINI_PACKED_BYTES];
_Alignas(64) static unsigned char arena[MINI_ARENA_BYTES(MOST_THREADS)];
static uint8_t pixels[MINI_INPUT_HEIGHT * MINI_INPUT_WIDTH * 3];

typedef int (*Task)(void *context, int32_t index, int32_t worker);

/* What a wrapped pool has seen. */
static struct {
  const resnetc_pool *inner;
  atomic_int meeting, tasksOf[MOST_THREADS], badWorkers, busy[MOST_THREADS];
  pthread_mutex_t lock;
  pthread_t threads[MOST_THREADS];
  int threadCount;
} seen = {.lock = PTHREAD_MUTEX_INITIALIZER};

typedef struct Loop {
  Task task;
  void *context;
  int meet;
} Loop;

static void noteThread(void) {
  pthread_mutex_lock(&seen.lock);
  int known = 0;
  for (int i = 0; i < seen.threadCount; ++i)
    known |= pthread_equal(seen.threads[i], pthread_self());
  if (!known && seen.threadCount < MOST_THREADS)
    seen.threads[seen.threadCount++] = pthread_self();
  pthread_mutex_unlock(&seen.lock);
}

/* Waits until a second task has come; a minute is enough for any scheduler. */
static int meetAnother(void) {
  atomic_fetch_add(&seen.meeting, 1);
  for (int i = 0; i < 60000 && atomic_load(&seen.meeting) < 2; ++i)
    nanosleep(&(struct timespec){0, 1000000}, NULL);
  return atomic_load(&seen.meeting) >= 2 ? 0 : RESNETC_INTERNAL;
}

static int runTask(void *context, int32_t index, int32_t worker) {
  Loop *loop = context;
  if (worker < 0 || worker >= seen.inner->threads || atomic_exchange(&seen.busy[worker], 1)) {
    atomic_fetch_add(&seen.badWorkers, 1);
    return RESNETC_INTERNAL;
  }
  noteThread();
  atomic_fetch_add(&seen.tasksOf[worker], 1);
  int result = loop->meet ? meetAnother() : 0;
  if (!result)
    result = loop->task(loop->context, index, worker);
  atomic_store(&seen.busy[worker], 0);
  return result;
}

static int watchedParallel(void *self, Task task, void *context, int32_t count) {
  (void)self;
  Loop loop = {task, context, count > 1 && seen.inner->threads > 1 && atomic_load(&seen.meeting) == 0};
  return seen.inner->parallel(seen.inner->self, runTask, &loop, count);
}

/* A user's pool: two threads made anew for each loop, the odd and the even tasks. */
typedef struct Half {
  Task task;
  void *context;
  int32_t worker, count;
  int result;
} Half;

static void *runHalf(void *argument) {
  Half *half = argument;
  for (int32_t i = half->worker; i < half->count && !half->result; i += 2)
    half->result = half->task(half->context, i, half->worker);
  return NULL;
}

static int ownParallel(void *self, Task task, void *context, int32_t count) {
  (void)self;
  pthread_t threads[2];
  Half halves[2] = {{task, context, 0, count, 0}, {task, context, 1, count, 0}};
  for (int i = 0; i < 2; ++i)
    if (pthread_create(&threads[i], NULL, runHalf, &halves[i]))
      return RESNETC_NO_MEMORY;
  for (int i = 0; i < 2; ++i)
    pthread_join(threads[i], NULL);
  return halves[0].result ? halves[0].result : halves[1].result;
}

static int runWatched(const resnetc_pool *pool, float *logits) {
  seen.inner = pool;
  seen.threadCount = 0;
  atomic_store(&seen.meeting, 0);
  for (int i = 0; i < MOST_THREADS; ++i)
    atomic_store(&seen.tasksOf[i], 0);
  resnetc_pool watched = {pool->threads, NULL, watchedParallel};
  return mini_logits_u8(packed, pixels, 1, logits, arena, &watched);
}

static int countWorkers(void) {
  int workers = 0;
  for (int i = 0; i < MOST_THREADS; ++i)
    workers += atomic_load(&seen.tasksOf[i]) > 0;
  return workers;
}

int main(void) {
  float want[MINI_CLASSES], got[MINI_CLASSES];
  for (unsigned i = 0; i < sizeof pixels; ++i)
    pixels[i] = (uint8_t)(i * 2654435761u >> 24);
  if (mini_initialize((float *)parameters, 0) || mini_prepare((const float *)parameters, packed) ||
      mini_logits_u8(packed, pixels, 1, want, arena, NULL))
    return puts("the net does not run"), 1;
  char same[64] = "null";
  for (int threads = 1; threads <= 3; ++threads) {
    resnetc_pool *pool = resnetc_pool_create(threads, 0);
    memset(arena, 0xff, sizeof arena); /* NaN everywhere */
    int status = pool ? runWatched(pool, got) : RESNETC_NO_MEMORY;
    resnetc_pool_destroy(pool);
    if (status || memcmp(want, got, sizeof got))
      return printf("%d threads: status %d, %d bad workers\n", threads, status, atomic_load(&seen.badWorkers)), 1;
    if (threads == 2)
      printf("library's pool: %d workers on %d threads\n", countWorkers(), seen.threadCount);
    sprintf(same + strlen(same), " %d", threads);
  }
  int status = runWatched(&(resnetc_pool){2, NULL, ownParallel}, got);
  if (status || memcmp(want, got, sizeof got))
    return printf("own pool: status %d\n", status), 1;
  printf("own pool: %d workers\nsame bits: %s own\n", countWorkers(), same);
  return 0;
}
