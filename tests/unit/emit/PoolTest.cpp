#include "runtime/embed/support.h"
#include <atomic>
#include <catch2/catch.hpp>
#include <csignal>
#include <functional>
#include <memory>
#include <pthread.h>
#include <sched.h>
#include <thread>
#include <vector>

namespace {
struct Destroy {
  void operator()(resnetc_pool *pool) const { resnetc_pool_destroy(pool); }
};
using Pool = std::unique_ptr<resnetc_pool, Destroy>;
using Task = std::function<int(int32_t index, int32_t worker)>;

int callTask(void *context, int32_t index, int32_t worker) { return (*static_cast<Task *>(context))(index, worker); }

int run(const Pool &pool, int32_t count, Task task) {
  return pool->parallel(pool->self, callTask, &task, count);
}
} // namespace

TEST_CASE("a pool runs every task once, and no worker has two at a time", "[embed]") {
  const int32_t threads = GENERATE(1, 2, 3, 5, 8);
  Pool pool(resnetc_pool_create(threads, 0));
  REQUIRE(pool);
  CHECK(pool->threads == threads);
  std::vector<std::atomic<int>> runs(64), busy(static_cast<size_t>(threads));
  std::atomic<bool> shared{false}, outside{false};
  for (int32_t round = 0; round < 400; ++round) {
    const int32_t count = round % 64;
    for (auto &one : runs)
      one = 0;
    const int status = run(pool, count, [&](int32_t index, int32_t worker) {
      if (worker < 0 || worker >= threads)
        return outside = true, 1;
      if (busy[size_t(worker)].exchange(1))
        shared = true;
      ++runs[size_t(index)];
      busy[size_t(worker)] = 0;
      return 0;
    });
    REQUIRE(status == 0);
    for (int32_t i = 0; i < 64; ++i)
      REQUIRE(runs[size_t(i)] == (i < count ? 1 : 0));
  }
  CHECK_FALSE(shared);
  CHECK_FALSE(outside);
}

TEST_CASE("what tasks write is there when parallel returns", "[embed]") {
  Pool pool(resnetc_pool_create(4, 0));
  std::vector<int> values(32);
  for (int round = 1; round < 500; ++round) {
    run(pool, 32, [&](int32_t index, int32_t) { return values[size_t(index)] += index, 0; });
    for (int i = 0; i < 32; ++i)
      REQUIRE(values[size_t(i)] == i * round);
  }
}

TEST_CASE("a pool wakes up after its workers have gone to sleep", "[embed]") {
  Pool pool(resnetc_pool_create(3, 0));
  for (int round = 0; round < 5; ++round) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    std::atomic<int> runs{0};
    run(pool, 7, [&](int32_t, int32_t) {
      std::this_thread::sleep_for(std::chrono::microseconds(300)); // so that the caller sleeps too
      return ++runs, 0;
    });
    REQUIRE(runs == 7);
  }
}

TEST_CASE("the result of a task that fails is returned, and the others still run", "[embed]") {
  Pool pool(resnetc_pool_create(GENERATE(1, 4), 0));
  std::atomic<int> runs{0};
  CHECK(run(pool, 9, [&](int32_t index, int32_t) { return ++runs, index == 5 ? 42 : 0; }) == 42);
  CHECK(runs == 9);
  CHECK(run(pool, 9, [](int32_t, int32_t) { return 0; }) == 0);
}

TEST_CASE("two threads that use one pool at once both get their results", "[embed]") {
  Pool pool(resnetc_pool_create(2, 0));
  std::atomic<int> runs{0};
  auto work = [&] {
    for (int i = 0; i < 200; ++i)
      run(pool, 5, [&](int32_t, int32_t) { return ++runs, 0; });
  };
  std::thread other(work);
  work();
  other.join();
  CHECK(runs == 2000);
}

TEST_CASE("a pool of no threads, or of too many, is not made", "[embed]") {
  CHECK(resnetc_pool_create(0, 0) == nullptr);
  CHECK(resnetc_pool_create(-1, 0) == nullptr);
  CHECK(resnetc_pool_create(65, 0) == nullptr);
  resnetc_pool_destroy(nullptr);
  CHECK(Pool(resnetc_pool_create(64, 0)));
}

TEST_CASE("pinned threads stay where they are put, the caller's until the pool is gone", "[embed]") {
  cpu_set_t before, during, after;
  REQUIRE(sched_getaffinity(0, sizeof before, &before) == 0);
  {
    Pool pool(resnetc_pool_create(2, 1));
    REQUIRE(pool);
    std::atomic<int> cpus{0}, arrived{0};
    run(pool, 2, [&](int32_t, int32_t worker) { // both threads must take one
      ++arrived;
      while (arrived < 2)
        std::this_thread::yield();
      cpu_set_t mine;
      if (worker == 1 && sched_getaffinity(0, sizeof mine, &mine) == 0)
        cpus = CPU_COUNT(&mine);
      return 0;
    });
    CHECK(cpus == 1);
    REQUIRE(sched_getaffinity(0, sizeof during, &during) == 0);
    CHECK(CPU_COUNT(&during) == 1);
  }
  REQUIRE(sched_getaffinity(0, sizeof after, &after) == 0);
  CHECK(CPU_EQUAL(&before, &after));
}

TEST_CASE("workers leave the program's signals to the program", "[embed]") {
  Pool pool(resnetc_pool_create(2, 0));
  sigset_t worker, caller;
  sigemptyset(&worker);
  std::atomic<int> arrived{0};
  run(pool, 2, [&](int32_t, int32_t number) {
    ++arrived;
    while (arrived < 2)
      std::this_thread::yield();
    return number == 1 ? pthread_sigmask(SIG_SETMASK, nullptr, &worker) : 0;
  });
  pthread_sigmask(SIG_SETMASK, nullptr, &caller);
  CHECK(sigismember(&worker, SIGINT) == 1);
  CHECK(sigismember(&worker, SIGSEGV) == 0);
  CHECK(sigismember(&caller, SIGINT) == 0);
}
