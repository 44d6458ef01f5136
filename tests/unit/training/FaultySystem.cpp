// FaultySystem: a program's own definition of a function of the C library is the one that all its libraries call.
#include "tests/unit/training/FaultySystem.h"
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

resnetc::Fault armed = resnetc::Fault::None;
int failAt = 0, failWith = 0, calls = 0;
bool counting = false;

/// Counts a call; the fault if this is the one.
resnetc::Fault countCall() {
  if (!counting || ++calls != failAt)
    return resnetc::Fault::None;
  return armed;
}

void killMe() { syscall(SYS_kill, getpid(), SIGKILL); }

/// -1 with errno, or 0 to go on.
int failPlain(resnetc::Fault fault, bool interruptible) {
  if (fault == resnetc::Fault::Kill)
    killMe();
  if (fault == resnetc::Fault::Fail || (fault == resnetc::Fault::Interrupt && interruptible)) {
    errno = fault == resnetc::Fault::Fail ? failWith : EINTR;
    return -1;
  }
  return 0;
}

} // namespace

namespace resnetc {

void armFault(Fault fault, int nth, int error) {
  armed = fault;
  failAt = fault == Fault::None ? 0 : nth;
  failWith = error;
  calls = 0;
  counting = true;
}

int disarmFault() {
  counting = false;
  return calls;
}

} // namespace resnetc

extern "C" {

ssize_t write(int descriptor, const void *bytes, size_t count) {
  resnetc::Fault fault = descriptor > 2 ? countCall() : resnetc::Fault::None;
  if (fault == resnetc::Fault::Kill || fault == resnetc::Fault::Short) {
    ssize_t done = syscall(SYS_write, descriptor, bytes, count > 1 ? count / 2 : count);
    if (fault == resnetc::Fault::Kill)
      killMe();
    return done;
  }
  if (failPlain(fault, true) != 0)
    return -1;
  return syscall(SYS_write, descriptor, bytes, count);
}

int fsync(int descriptor) {
  if (failPlain(countCall(), true) != 0)
    return -1;
  return int(syscall(SYS_fsync, descriptor));
}

int rename(const char *from, const char *to) noexcept {
  if (failPlain(countCall(), false) != 0)
    return -1;
  return int(syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

} // extern "C"
