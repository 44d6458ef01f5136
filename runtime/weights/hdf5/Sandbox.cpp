// Sandbox: resource limits and a filter of system calls.
#include "runtime/weights/hdf5/Sandbox.h"
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

namespace resnetc::hdf5 {
namespace {

// A sanitizer reserves terabytes of address space and asks for more system calls.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

#if defined(__x86_64__)
constexpr uint32_t architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr uint32_t architecture = AUDIT_ARCH_AARCH64;
#else
constexpr uint32_t architecture = 0;
#endif

void setLimit(int resource, uint64_t value) {
  rlimit limit{rlim_t(value), rlim_t(value)};
  setrlimit(resource, &limit);
}

/// What malloc, the C library's abort and writing to a pipe need.
constexpr long allowedCalls[] = {
    SYS_read,      SYS_write,         SYS_writev,       SYS_pread64,      SYS_lseek,         SYS_close,
    SYS_fstat,     SYS_mmap,          SYS_munmap,       SYS_mremap,       SYS_mprotect,      SYS_madvise,
    SYS_brk,       SYS_futex,         SYS_rt_sigaction, SYS_rt_sigreturn, SYS_rt_sigprocmask, SYS_getpid,
    SYS_gettid,    SYS_tgkill,        SYS_getrandom,    SYS_getrusage,    SYS_gettimeofday,  SYS_clock_gettime,
    SYS_exit,      SYS_exit_group,
};

} // namespace

void limitProcess(uint64_t fileBytes) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
#ifdef SYS_close_range
  syscall(SYS_close_range, 3u, ~0u, 0u);
#endif
  setLimit(RLIMIT_CORE, 0);
  setLimit(RLIMIT_FSIZE, 0); // pipes are not files
  // A damaged file can send libhdf5 into a loop; a sound one needs a second for 300 MB.
  setLimit(RLIMIT_CPU, std::min<uint64_t>(60, 4 + (fileBytes >> 24)));
  // The image exists twice while the file opens, and a tensor in float32 beside it.
  if (!sanitized)
    setLimit(RLIMIT_AS, 4 * fileBytes + (uint64_t(256) << 20));
}

void denySystemCalls() {
  if (sanitized || !architecture)
    return;
  std::vector<sock_filter> program;
  auto add = [&](uint16_t code, uint32_t value, uint8_t ifTrue = 0, uint8_t ifFalse = 0) {
    program.push_back({code, ifTrue, ifFalse, value});
  };
  add(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch));
  add(BPF_JMP | BPF_JEQ | BPF_K, architecture, 1, 0);
  add(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
  add(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr));
  for (long call : allowedCalls) {
    add(BPF_JMP | BPF_JEQ | BPF_K, uint32_t(call), 0, 1);
    add(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  }
  add(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
  sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}

} // namespace resnetc::hdf5
