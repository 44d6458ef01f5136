// FaultySystem: this program's write, fsync and rename, which can be told to fail.
#pragma once

namespace resnetc {

enum class Fault {
  None,      ///< only count
  Kill,      ///< SIGKILL; a write writes half of its bytes before
  Fail,      ///< -1 with an errno
  Short,     ///< a write writes half
  Interrupt  ///< -1 with EINTR, once
};

/// From now on calls are counted from 1 (those to stdout and stderr apart), and the nth one fails.
void armFault(Fault fault, int nth, int error = 0);
/// Nothing fails any more; how many calls there were since.
int disarmFault();

} // namespace resnetc
