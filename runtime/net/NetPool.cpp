// NetPool: see NetPool.h.
#include "runtime/net/NetPool.h"
#include <algorithm>
#include <cassert>
#include <sched.h>
#include <thread>

namespace resnetc {

int usableThreads(int wanted) {
  int usable = wanted > 0 ? wanted : int(std::thread::hardware_concurrency()); // those that the process may use
  return std::clamp(usable, 1, maxThreads);
}

Outcome<NetPool> NetPool::start(const resnetc_net &net, const ThreadOptions &options) {
  assert(options.threads >= 0 && options.threads <= maxThreads);
  NetPool started;
  started.threadCount = usableThreads(options.threads);
  if (started.threadCount == 1)
    return started;
  cpu_set_t cpus;
  const bool knowsCpus = sched_getaffinity(0, sizeof cpus, &cpus) == 0;
  started.pool = {net.pool_create(started.threadCount, options.pin != Pin::None), Destroy{net.pool_destroy}};
  if (options.pin == Pin::Others && knowsCpus)
    sched_setaffinity(0, sizeof cpus, &cpus);
  if (!started.pool)
    return Failure{Blame::World, std::string(net.name) + ": the system refuses " +
                                     std::to_string(started.threadCount) + " threads"};
  return started;
}

} // namespace resnetc
