// NetPool: a library's own threads, as long as they are needed.
#pragma once
#include "runtime/images/Outcome.h"
#include "runtime/include/resnetc/net.h"
#include <memory>

namespace resnetc {

/// Which threads stay on one processor each: some schedulers leave two busy threads on one.
enum class Pin {
  None,
  Others, ///< all but the caller, who may start threads that must not stay where he is
  All     ///< the caller too; threads that it starts later stay there as well
};

struct ThreadOptions {
  int threads = 0; ///< 1 .. maxThreads; 0: as many as the process may use
  Pin pin = Pin::None;
};

constexpr int maxThreads = 64; ///< of a pool

/// The threads that `wanted`, as of ThreadOptions, comes to.
int usableThreads(int wanted);

/// Must end before the library is closed: the library's code ends the threads.
class NetPool {
public:
  NetPool() = default;

  /// `World` if the system refuses so many threads.
  static Outcome<NetPool> start(const resnetc_net &net, const ThreadOptions &options);

  int threads() const { return threadCount; }
  /// For the library's calls; null for one thread.
  const resnetc_pool *get() const { return pool.get(); }

private:
  struct Destroy {
    void (*destroy)(resnetc_pool *);
    void operator()(resnetc_pool *pool) const { destroy(pool); }
  };
  std::unique_ptr<resnetc_pool, Destroy> pool{nullptr, Destroy{}};
  int threadCount = 1;
};

} // namespace resnetc
