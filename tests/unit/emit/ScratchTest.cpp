#include "runtime/embed/support.h"
#include <catch2/catch.hpp>
#include <memory>
#include <set>
#include <vector>

namespace {
struct Memory {
  explicit Memory(size_t threads, size_t bytes = 4096) : bytes(bytes), block(new uint8_t[threads * bytes + 64]) {
    start = reinterpret_cast<uint8_t *>((reinterpret_cast<uintptr_t>(block.get()) + 63) & ~uintptr_t(63));
  }
  Worker worker(const resnetc_pool *pool = nullptr) const { return {pool, start, bytes, start, nullptr}; }

  size_t bytes;
  std::unique_ptr<uint8_t[]> block;
  uint8_t *start;
};

/// What a loop's body sees.
struct Seen {
  std::vector<int> runs = std::vector<int>(100);
  std::vector<uint8_t *> blocks = std::vector<uint8_t *>(100);
  std::vector<const resnetc_pool *> pools = std::vector<const resnetc_pool *>(100);
  int failing = -1;
};

int32_t body(void *context, int32_t index, uint8_t *closure) {
  auto *seen = reinterpret_cast<Seen *>(closure);
  void *block = halide_malloc(context, 100);
  ++seen->runs[size_t(index)];
  seen->blocks[size_t(index)] = static_cast<uint8_t *>(block);
  seen->pools[size_t(index)] = static_cast<Worker *>(context)->pool;
  halide_free(context, block);
  return index == seen->failing ? 17 : 0;
}

/// A pool without threads that gives each task another worker, the last one first.
int runBackwards(void *self, int (*task)(void *, int32_t, int32_t), void *context, int32_t count) {
  int first = 0;
  for (int32_t i = count - 1; i >= 0; --i)
    if (int status = task(context, i, i % *static_cast<int32_t *>(self)))
      first = status;
  return first;
}
} // namespace

TEST_CASE("scratch blocks are on 64 bytes, apart, and free in any order", "[embed]") {
  Memory memory(1);
  Worker worker = memory.worker();
  auto *a = static_cast<uint8_t *>(halide_malloc(&worker, 1));
  auto *b = static_cast<uint8_t *>(halide_malloc(&worker, 130));
  auto *c = static_cast<uint8_t *>(halide_malloc(&worker, 64));
  for (uint8_t *block : {a, b, c})
    CHECK(reinterpret_cast<uintptr_t>(block) % 64 == 0);
  CHECK(b >= a + 1);
  CHECK(c >= b + 130);
  halide_free(&worker, b); // waits for c
  CHECK(halide_malloc(&worker, 8) > c);
  worker = memory.worker();
  a = static_cast<uint8_t *>(halide_malloc(&worker, 1000));
  b = static_cast<uint8_t *>(halide_malloc(&worker, 1000));
  halide_free(&worker, a);
  halide_free(&worker, b);
  halide_free(&worker, nullptr);
  CHECK(worker.top == memory.start);
  CHECK(worker.last == nullptr);
  CHECK(halide_malloc(&worker, 4096 - 64) == memory.start + 64); // to the last byte
}

TEST_CASE("a parallel loop without a pool runs in order on its thread and stops at a failure", "[embed]") {
  Memory memory(1);
  Worker worker = memory.worker();
  Seen seen;
  CHECK(halide_do_par_for(&worker, body, 10, 5, reinterpret_cast<uint8_t *>(&seen)) == 0);
  for (size_t i = 0; i < 100; ++i)
    CHECK(seen.runs[i] == (i >= 10 && i < 15 ? 1 : 0));
  seen.failing = 12;
  CHECK(halide_do_par_for(&worker, body, 10, 5, reinterpret_cast<uint8_t *>(&seen)) == 17);
  CHECK(seen.runs[12] == 2);
  CHECK(seen.runs[13] == 1);
  CHECK(halide_do_par_for(&worker, body, 0, 0, reinterpret_cast<uint8_t *>(&seen)) == 0);
}

TEST_CASE("a parallel loop gives each worker its slice, and the caller's blocks stay", "[embed]") {
  int32_t threads = 3;
  Memory memory(3);
  const resnetc_pool pool = {threads, &threads, runBackwards};
  Worker worker = memory.worker(&pool);
  auto *own = static_cast<uint8_t *>(halide_malloc(&worker, 200));
  Seen seen;
  seen.failing = 3;
  CHECK(halide_do_par_for(&worker, body, 0, 6, reinterpret_cast<uint8_t *>(&seen)) == 17);
  for (size_t i = 0; i < 6; ++i) {
    CHECK(seen.runs[i] == 1);
    CHECK(seen.pools[i] == nullptr); // a loop inside of a task stays on its thread
    const auto slice = size_t(seen.blocks[i] - memory.start) / memory.bytes;
    CHECK(slice == i % 3);
  }
  CHECK(seen.blocks[0] >= own + 200);
}

TEST_CASE("a pool that makes up a worker's number gets a status and no memory", "[embed]") {
  int32_t threads = 8;
  Memory memory(2);
  const resnetc_pool pool = {2, &threads, runBackwards};
  Worker worker = memory.worker(&pool);
  Seen seen;
  CHECK(halide_do_par_for(&worker, body, 0, 4, reinterpret_cast<uint8_t *>(&seen)) == RESNETC_INTERNAL);
  CHECK(seen.runs[2] + seen.runs[3] == 0);
}

TEST_CASE("a parallel loop on the library's own pool", "[embed]") {
  Memory memory(4);
  resnetc_pool *pool = resnetc_pool_create(4, 0);
  Worker worker = memory.worker(pool);
  for (int round = 0; round < 200; ++round) {
    Seen seen;
    REQUIRE(halide_do_par_for(&worker, body, 5, 40, reinterpret_cast<uint8_t *>(&seen)) == 0);
    for (size_t i = 0; i < 100; ++i)
      REQUIRE(seen.runs[i] == (i >= 5 && i < 45 ? 1 : 0));
  }
  resnetc_pool_destroy(pool);
}
