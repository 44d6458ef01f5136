// halide_malloc without malloc: a stack in the worker's slice of the caller's arena. The
// compiler made the slice large enough (the facts of each kernel).
#include "runtime/embed/support.h"

typedef struct Block {
  struct Block *previous;
  uint64_t freed;
  uint64_t unused[6]; ///< the payload keeps its 64 bytes
} Block;

void *halide_malloc(void *user_context, size_t bytes) {
  Worker *worker = user_context;
  Block *block = (Block *)worker->top;
  uint8_t *end = worker->top + sizeof(Block) + ((bytes + 63) & ~(size_t)63);
  if (end > worker->scratch + worker->scratchBytes)
    __builtin_trap(); // the compiler's mistake: better than to write over a neighbour
  block->previous = (Block *)worker->last;
  block->freed = 0;
  worker->last = (uint8_t *)block;
  worker->top = end;
  return block + 1;
}

// Halide may free out of order, so a block waits until it is the newest.
void halide_free(void *user_context, void *payload) {
  Worker *worker = user_context;
  if (!payload)
    return;
  ((Block *)payload - 1)->freed = 1;
  for (Block *block; (block = (Block *)worker->last) && block->freed;) {
    worker->top = (uint8_t *)block;
    worker->last = (uint8_t *)block->previous;
  }
}
