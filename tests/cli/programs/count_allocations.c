/* count_allocations: preloaded; counts what any thread of the process allocates or frees between two marks. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* glibc's own, under their second names: dlsym itself would allocate. */
void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t count, size_t bytes);
void *__libc_realloc(void *block, size_t bytes);
void *__libc_memalign(size_t alignment, size_t bytes);
void __libc_free(void *block);

static atomic_int counting, count;

void allocations_start(void) {
  atomic_store(&count, 0);
  atomic_store(&counting, 1);
}

int allocations_stop(void) {
  atomic_store(&counting, 0);
  return atomic_load(&count);
}

static void note(void) {
  if (atomic_load(&counting))
    atomic_fetch_add(&count, 1);
}

void *malloc(size_t bytes) { return note(), __libc_malloc(bytes); }
void *calloc(size_t n, size_t bytes) { return note(), __libc_calloc(n, bytes); }
void *realloc(void *block, size_t bytes) { return note(), __libc_realloc(block, bytes); }
void *memalign(size_t alignment, size_t bytes) { return note(), __libc_memalign(alignment, bytes); }
void *aligned_alloc(size_t alignment, size_t bytes) { return memalign(alignment, bytes); }
int posix_memalign(void **block, size_t alignment, size_t bytes) {
  *block = memalign(alignment, bytes);
  return *block ? 0 : ENOMEM;
}
void free(void *block) {
  if (block)
    note();
  __libc_free(block);
}
void *mmap(void *where, size_t bytes, int protection, int flags, int file, off_t offset) {
  note();
  return (void *)syscall(SYS_mmap, where, bytes, protection, flags, file, offset);
}
