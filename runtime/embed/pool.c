// The library's own threads. A job is a counter from which the caller and its workers take
// indices; workers spin between jobs, since layers follow within microseconds, then sleep.
// The caller waits for the tasks, not for the workers: one that the system has put aside
// costs nothing, and after a fork the caller does all by itself.
#include "runtime/embed/support.h"
#include "runtime/embed/system.h"

typedef int (*PoolTask)(void *context, int32_t index, int32_t worker);

enum { MAX_THREADS = 64, SPINS = 2000 };

/// Signals that a thread causes itself (ILL TRAP ABRT BUS FPE SEGV PROF SYS), and libc's own two.
#define BIT(signal) ((uint64_t)1 << ((signal)-1))
static const uint64_t keptSignals =
    BIT(4) | BIT(5) | BIT(6) | BIT(7) | BIT(8) | BIT(11) | BIT(27) | BIT(31) | BIT(32) | BIT(33);

typedef struct Pool Pool;

typedef struct Seat {
  Pool *pool;
  int32_t number; ///< the worker's; the caller is 0
  unsigned long thread;
} Seat;

struct Pool {
  resnetc_pool face; ///< what callers hold
  _Atomic uint32_t taken; ///< a call is using the pool
  CpuSet cpus;
  int32_t pin;
  Seat seats[MAX_THREADS];

  // The job. Read by workers that may be late: what they read counts only if they then
  // get an index of the same ticket.
  _Alignas(64) _Atomic(PoolTask) task;
  _Atomic(void *) context;
  _Atomic uint32_t count;
  _Atomic int status; ///< first result that was not 0

  _Alignas(64) _Atomic uint64_t ticket; ///< number of the job, next index
  _Alignas(64) _Atomic uint32_t done;   ///< tasks of this job that have ended
  _Atomic uint32_t callerSleeps;        ///< on `done`
  _Alignas(64) _Atomic uint32_t generation; ///< counts jobs; workers wait for it to change
  _Atomic uint32_t sleepers;                ///< on `generation`
  _Atomic uint32_t stop;
};

enum { CLOSED = 0x7fffffff }; ///< an index that no job has

static void takeTasks(Pool *pool, int32_t worker) {
  for (;;) {
    uint64_t ticket = atomic_load_explicit(&pool->ticket, memory_order_acquire);
    const PoolTask task = atomic_load_explicit(&pool->task, memory_order_acquire);
    void *const context = atomic_load_explicit(&pool->context, memory_order_acquire);
    const uint32_t count = atomic_load_explicit(&pool->count, memory_order_acquire);
    const uint32_t index = (uint32_t)ticket;
    if (index >= count)
      return;
    if (!atomic_compare_exchange_strong(&pool->ticket, &ticket, ticket + 1))
      continue;
    const int status = task(context, (int32_t)index, worker);
    int none = 0;
    if (status)
      atomic_compare_exchange_strong(&pool->status, &none, status);
    if (atomic_fetch_add(&pool->done, 1) + 1 == count && atomic_load(&pool->callerSleeps))
      wake(&pool->done, 1);
  }
}

static uint32_t waitForJob(Pool *pool, uint32_t seen) {
  uint32_t now;
  for (int i = 0; i < SPINS; ++i, relax())
    if ((now = atomic_load_explicit(&pool->generation, memory_order_acquire)) != seen)
      return now;
  atomic_fetch_add(&pool->sleepers, 1);
  while ((now = atomic_load(&pool->generation)) == seen)
    sleepWhile(&pool->generation, seen);
  atomic_fetch_sub(&pool->sleepers, 1);
  return now;
}

static void *workerBody(void *argument) {
  const Seat *seat = argument;
  Pool *pool = seat->pool;
  if (pool->pin)
    pinToCpu(&pool->cpus, seat->number);
  for (uint32_t seen = 0;;) {
    seen = waitForJob(pool, seen);
    if (atomic_load(&pool->stop))
      return NULL;
    takeTasks(pool, seat->number);
  }
}

static void wakeWorkers(Pool *pool, uint32_t wanted) {
  atomic_fetch_add(&pool->generation, 1);
  if (atomic_load(&pool->sleepers))
    wake(&pool->generation, (long)wanted);
}

static void waitForTasks(Pool *pool, uint32_t count) {
  for (int i = 0; i < SPINS; ++i, relax())
    if (atomic_load_explicit(&pool->done, memory_order_acquire) == count)
      return;
  atomic_store(&pool->callerSleeps, 1);
  for (uint32_t done; (done = atomic_load(&pool->done)) != count;)
    sleepWhile(&pool->done, done);
  atomic_store(&pool->callerSleeps, 0);
}

static int runAlone(PoolTask task, void *context, int32_t count) {
  int first = 0;
  for (int32_t i = 0; i < count; ++i) {
    const int status = task(context, i, 0);
    first = first ? first : status;
  }
  return first;
}

static int runTasks(void *self, PoolTask task, void *context, int32_t count) {
  Pool *pool = self;
  // A second call at the same time has another arena, so worker 0 is free in it.
  if (pool->face.threads < 2 || count < 2 || atomic_exchange(&pool->taken, 1))
    return runAlone(task, context, count);
  // Closed first: a late worker that still holds the last job's ticket gets no index of it.
  const uint64_t job = ((atomic_load(&pool->ticket) >> 32) + 1) << 32;
  atomic_store(&pool->ticket, job | CLOSED);
  atomic_store_explicit(&pool->count, 0, memory_order_release);
  atomic_store_explicit(&pool->task, task, memory_order_release);
  atomic_store_explicit(&pool->context, context, memory_order_release);
  atomic_store_explicit(&pool->count, (uint32_t)count, memory_order_release);
  atomic_store_explicit(&pool->status, 0, memory_order_relaxed);
  atomic_store_explicit(&pool->done, 0, memory_order_relaxed);
  atomic_store(&pool->ticket, job);
  wakeWorkers(pool, (uint32_t)count - 1);
  takeTasks(pool, 0);
  waitForTasks(pool, (uint32_t)count);
  const int status = atomic_load(&pool->status);
  atomic_store(&pool->taken, 0);
  return status;
}

/// Workers leave the program's signals to the program's threads.
static int32_t startWorkers(Pool *pool, int32_t threads) {
  const uint64_t before = blockSignals(~keptSignals);
  int32_t started = 1;
  for (; started < threads; ++started) {
    Seat *seat = &pool->seats[started];
    seat->pool = pool;
    seat->number = started;
    if (pthread_create(&seat->thread, NULL, workerBody, seat))
      break;
  }
  blockSignals(before);
  return started;
}

__attribute__((weak, visibility("default"))) resnetc_pool *resnetc_pool_create(int32_t threads, int32_t pin) {
  if (threads < 1 || threads > MAX_THREADS)
    return NULL;
  Pool *pool = takePages(sizeof(Pool));
  if (!pool)
    return NULL;
  pool->pin = pin && readCpuSet(&pool->cpus);
  pool->face.self = pool;
  pool->face.parallel = runTasks;
  pool->face.threads = startWorkers(pool, threads);
  if (pool->face.threads == threads) {
    if (pool->pin) // worker 0; unpinned, some schedulers leave it on a worker's processor
      pinToCpu(&pool->cpus, 0);
    return &pool->face;
  }
  resnetc_pool_destroy(&pool->face);
  return NULL;
}

__attribute__((weak, visibility("default"))) void resnetc_pool_destroy(resnetc_pool *face) {
  if (!face)
    return;
  Pool *pool = face->self;
  atomic_store(&pool->stop, 1);
  wakeWorkers(pool, MAX_THREADS);
  for (int32_t i = 1; i < pool->face.threads; ++i)
    pthread_join(pool->seats[i].thread, NULL);
  if (pool->pin)
    writeCpuSet(&pool->cpus);
  givePagesBack(pool, sizeof(Pool));
}
