// The pool where there is no system: none. Callers bring their own, or pass null.
#include "runtime/embed/support.h"

__attribute__((weak, visibility("default"))) resnetc_pool *resnetc_pool_create(int32_t threads, int32_t pin) {
  (void)threads, (void)pin;
  return NULL;
}

__attribute__((weak, visibility("default"))) void resnetc_pool_destroy(resnetc_pool *face) { (void)face; }
