// RunOnThreads: one call for each index, on several threads.
#pragma once
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <system_error>
#include <thread>
#include <vector>

namespace resnetc {

/// Calls work(i) for i in 0 .. count-1 on up to `threads` threads, in no order. `work` must not throw.
template <class Work> void runOnThreads(size_t count, int threads, const Work &work) {
  std::atomic<size_t> next{0};
  auto take = [&] {
    for (size_t i; (i = next++) < count;)
      work(i);
  };
  std::vector<std::thread> others;
  try {
    while (others.size() + 1 < std::min(size_t(std::max(threads, 1)), count))
      others.emplace_back(take);
  } catch (const std::system_error &) {
    // the system has no more threads: those that run do the work
  }
  take();
  for (std::thread &thread : others)
    thread.join();
}

} // namespace resnetc
