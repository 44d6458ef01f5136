// The pool that every library brings, built natively.
#include "runtime/include/resnetc/pool.h"
#include "runtime/include/resnetc/status.h"
#include <atomic>
#include <catch2/catch.hpp>
#include <thread>
#include <vector>

namespace {
struct Job {
  std::vector<std::atomic<int>> runs;
  std::vector<std::atomic<int>> busy; ///< by worker number
  std::atomic<int> clashes{0};
  int failAt = -1;
  Job(int count, int threads) : runs(count), busy(threads) {}
};

int runOnce(void *context, int32_t index, int32_t worker) {
  Job &job = *static_cast<Job *>(context);
  if (job.busy[worker]++)
    ++job.clashes;
  ++job.runs[index];
  --job.busy[worker];
  return index == job.failAt ? 7 : 0;
}
} // namespace

TEST_CASE("a pool runs each index once, and never two tasks with one worker number", "[pool]") {
  int threads = GENERATE(1, 2, 3, 8);
  int pin = GENERATE(0, 1);
  resnetc_pool *pool = resnetc_pool_create(threads, pin);
  REQUIRE(pool);
  REQUIRE(pool->threads == threads);
  for (int count : {0, 1, 2, 7, 64, 1000}) {
    Job job(count, threads);
    REQUIRE(pool->parallel(pool->self, runOnce, &job, count) == 0);
    for (auto &runs : job.runs)
      REQUIRE(runs == 1);
    REQUIRE(job.clashes == 0);
  }
  resnetc_pool_destroy(pool);
}

TEST_CASE("a task that fails gives its result, and the pool goes on working", "[pool]") {
  resnetc_pool *pool = resnetc_pool_create(2, 0);
  for (int round = 0; round < 200; ++round) {
    Job job(16, 2);
    job.failAt = round % 3 ? -1 : round % 16;
    REQUIRE(pool->parallel(pool->self, runOnce, &job, 16) == (round % 3 ? 0 : 7));
  }
  resnetc_pool_destroy(pool);
}

TEST_CASE("two threads that use one pool at once both get their tasks done", "[pool]") {
  resnetc_pool *pool = resnetc_pool_create(2, 0);
  std::atomic<int> wrong{0};
  auto use = [&] {
    for (int round = 0; round < 500; ++round) {
      Job job(8, 2);
      if (pool->parallel(pool->self, runOnce, &job, 8))
        ++wrong;
      for (auto &runs : job.runs)
        wrong += runs != 1;
    }
  };
  std::thread first(use), second(use);
  first.join();
  second.join();
  REQUIRE(wrong == 0);
  resnetc_pool_destroy(pool);
}

TEST_CASE("a pool of no or too many threads is refused", "[pool]") {
  REQUIRE_FALSE(resnetc_pool_create(0, 0));
  REQUIRE_FALSE(resnetc_pool_create(-1, 0));
  REQUIRE_FALSE(resnetc_pool_create(65, 0));
  resnetc_pool_destroy(nullptr);
}

TEST_CASE("every status has its own sentence", "[status]") {
  std::vector<std::string> seen;
  for (int status : {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 99, 12345}) {
    std::string text = resnetc_status_text(status);
    REQUIRE_FALSE(text.empty());
    REQUIRE(std::find(seen.begin(), seen.end(), text) == seen.end());
    seen.push_back(text);
  }
}
