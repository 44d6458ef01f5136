// StopSignals: see StopSignals.h.
#include "runtime/training/StopSignals.h"
#include <atomic>
#include <unistd.h>

namespace resnetc {
namespace {

std::atomic<int> received{0}; // a signal handler can reach nothing but statics
static_assert(std::atomic<int>::is_always_lock_free, "a handler may not wait for a lock");

void receive(int) {
  if (received.fetch_add(1) > 0)
    _exit(interruptedExit);
}

struct sigaction actionOf(void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  return action;
}

} // namespace

StopSignals::StopSignals() {
  received = 0;
  struct sigaction stop = actionOf(receive), ignore = actionOf(SIG_IGN);
  sigaction(SIGINT, &stop, &oldInterrupt);
  sigaction(SIGTERM, &stop, &oldTerminate);
  sigaction(SIGXFSZ, &ignore, &oldTooLarge);
}

StopSignals::~StopSignals() {
  sigaction(SIGINT, &oldInterrupt, nullptr);
  sigaction(SIGTERM, &oldTerminate, nullptr);
  sigaction(SIGXFSZ, &oldTooLarge, nullptr);
}

bool StopSignals::requested() const { return received > 0; }

} // namespace resnetc
