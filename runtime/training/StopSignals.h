// StopSignals: Ctrl-C asks a training to stop at the next good moment; a second one ends it at once.
#pragma once
#include <csignal>

namespace resnetc {

constexpr int interruptedExit = 130;

/// While it lives, the first SIGINT or SIGTERM only sets a flag, and the next ends the process with exit 130. SIGXFSZ
/// is ignored, so that a file grown too large is an error of `write` with a message, like a full disk. One at a time.
class StopSignals {
public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals &) = delete;
  StopSignals &operator=(const StopSignals &) = delete;

  bool requested() const;

private:
  struct sigaction oldInterrupt, oldTerminate, oldTooLarge;
};

} // namespace resnetc
