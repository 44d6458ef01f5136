// Drivers are found at run time: a net works where none is installed.
#include "runtime/embed/device/handle.h"

// libc's, declared here: no header of it is used.
void *dlopen(const char *name, int mode);
void *dlsym(void *library, const char *name);

/// The linker's. It is absent from a program linked with -static, where glibc's dlopen loads drivers that crash.
extern const char _DYNAMIC[] __attribute__((weak, visibility("hidden")));

// Never closed: drivers leave threads behind.
void *deviceLibrary(const char *const *names) {
  enum { NOW = 2 }; // RTLD_NOW, and its names stay its own
  void *library = NULL;
  for (; _DYNAMIC && *names && !library; ++names)
    library = dlopen(*names, NOW);
  return library;
}

void *deviceSymbol(void *library, const char *name) { return dlsym(library, name); }
