// Progress: a line on a terminal for work that takes more than a second.
#pragma once
#include <chrono>
#include <cstdint>

namespace resnetc {

/// Writes to stderr only, only if that is a terminal, and leaves the line empty at the end.
class Progress {
public:
  /// \param what  the things counted: "pictures"
  Progress(const char *what, int64_t total);
  ~Progress() { clear(); }
  Progress(const Progress &) = delete;
  Progress &operator=(const Progress &) = delete;

  /// So many are done.
  void show(int64_t done);
  /// Empties the line, so that something else can be printed.
  void clear();

private:
  const char *what;
  int64_t total;
  bool terminal, shown = false;
  std::chrono::steady_clock::time_point start;
};

} // namespace resnetc
