// Progress: see Progress.h.
#include "runtime/net/Progress.h"
#include <cstdio>
#include <unistd.h>

namespace resnetc {

Progress::Progress(const char *what, int64_t total)
    : what(what), total(total), terminal(isatty(STDERR_FILENO)), start(std::chrono::steady_clock::now()) {}

void Progress::show(int64_t done) {
  std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
  if (!terminal || passed.count() < 1 || done == 0)
    return;
  double left = passed.count() / double(done) * double(total - done);
  std::fprintf(stderr, "\r%lld of %lld %s, %.0f s left \033[K", static_cast<long long>(done),
               static_cast<long long>(total), what, left);
  std::fflush(stderr);
  shown = true;
}

void Progress::clear() {
  if (shown)
    std::fputs("\r\033[K", stderr);
  shown = false;
}

} // namespace resnetc
