// The system as far as the pool needs it: no header of libc, so that no target's headers
// are needed to build for it. Each name here is on the list of undefined symbols that a
// net may have (backends/emit/README.md).
#pragma once
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

// pthread_t is one word in glibc and musl.
int pthread_create(unsigned long *thread, const void *attributes, void *(*body)(void *), void *argument);
int pthread_join(unsigned long thread, void **result);
long syscall(long number, ...);

#if defined(__x86_64__)
enum { SYS_MMAP = 9, SYS_MUNMAP = 11, SYS_SIGPROCMASK = 14, SYS_FUTEX = 202, SYS_SETAFFINITY = 203, SYS_GETAFFINITY = 204 };
static inline void relax(void) { __builtin_ia32_pause(); }
#elif defined(__aarch64__)
enum { SYS_MMAP = 222, SYS_MUNMAP = 215, SYS_SIGPROCMASK = 135, SYS_FUTEX = 98, SYS_SETAFFINITY = 122, SYS_GETAFFINITY = 123 };
static inline void relax(void) {
#if defined(__clang__)
  __builtin_arm_yield();
#else
  __asm__ volatile("yield");
#endif
}
#else
#error "this architecture's system calls are not in the table"
#endif

/// Sleeps while *word == value; may return early.
static inline void sleepWhile(_Atomic uint32_t *word, uint32_t value) {
  enum { FUTEX_WAIT_PRIVATE = 128 };
  syscall(SYS_FUTEX, (long)word, (long)FUTEX_WAIT_PRIVATE, (long)value, 0L, 0L, 0L);
}

static inline void wake(_Atomic uint32_t *word, long threads) {
  enum { FUTEX_WAKE_PRIVATE = 129 };
  syscall(SYS_FUTEX, (long)word, (long)FUTEX_WAKE_PRIVATE, threads, 0L, 0L, 0L);
}

/// Zeroed pages, or null.
static inline void *takePages(size_t bytes) {
  enum { READ_WRITE = 3, PRIVATE_ANONYMOUS = 0x22 };
  const long address = syscall(SYS_MMAP, 0L, (long)bytes, (long)READ_WRITE, (long)PRIVATE_ANONYMOUS, -1L, 0L);
  return address == -1 ? NULL : (void *)address;
}

static inline void givePagesBack(void *pages, size_t bytes) { syscall(SYS_MUNMAP, (long)pages, (long)bytes); }

/// A set of processors, one bit each.
typedef struct CpuSet {
  uint64_t words[128];
} CpuSet;

/// Those that the calling thread may use; false if the system does not tell.
static inline int readCpuSet(CpuSet *set) {
  return syscall(SYS_GETAFFINITY, 0L, (long)sizeof *set, (long)set) > 0;
}

/// Lets the calling thread run on the processors of `set`.
static inline void writeCpuSet(const CpuSet *set) { syscall(SYS_SETAFFINITY, 0L, (long)sizeof *set, (long)set); }

/// Keeps the calling thread on the i-th processor of `set`, counted round. A refusal changes nothing.
static inline void pinToCpu(const CpuSet *set, int i) {
  int cpus[sizeof(CpuSet) * 8], count = 0;
  for (int cpu = 0; cpu < (int)sizeof(CpuSet) * 8; ++cpu)
    if (set->words[cpu / 64] >> cpu % 64 & 1)
      cpus[count++] = cpu;
  if (!count)
    return;
  CpuSet one = {{0}};
  const int cpu = cpus[i % count];
  one.words[cpu / 64] = (uint64_t)1 << cpu % 64;
  writeCpuSet(&one);
}

/// Sets the calling thread's blocked signals and returns those before.
static inline uint64_t blockSignals(uint64_t signals) {
  enum { SET_MASK = 2 };
  uint64_t before = 0;
  syscall(SYS_SIGPROCMASK, (long)SET_MASK, (long)&signals, (long)&before, (long)sizeof signals);
  return before;
}
