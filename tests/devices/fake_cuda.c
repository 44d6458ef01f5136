/* A libcuda.so.1 without a GPU: device memory is host memory, modules are PTX texts, launches are checked and noted,
 * not run. Copies and fills happen, in order, when the stream is waited for: what is read earlier is read too early. */
#include "tests/devices/fake_cuda.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t Address;
enum { BAD = 1, MOST_BLOCKS = 4096, MOST_WAITING = 256 };

static FakeCuda seen;
static struct { char *start; size_t bytes; } all_blocks[MOST_BLOCKS];
static struct { char *to; const char *from; size_t bytes; } waiting[MOST_WAITING];
static int waiting_count;

FakeCuda *fakeCuda(int forget) {
  if (forget)
    seen = (FakeCuda){.blocks = seen.blocks, .modules = seen.modules, .contexts = seen.contexts,
                      .streams = seen.streams, .pushed = seen.pushed};
  return &seen;
}

static int refuse(void) { return ++seen.mistakes, BAD; }

/* The block that holds all of it, or -1. */
static int block_of(Address address, size_t bytes) {
  for (int i = 0; i < MOST_BLOCKS; ++i) {
    const Address start = (Address)all_blocks[i].start;
    if (start && address >= start && address + bytes <= start + all_blocks[i].bytes)
      return i;
  }
  return -1;
}

static int wait_for(char *to, const char *from, size_t bytes) {
  if (waiting_count == MOST_WAITING || !seen.pushed)
    return refuse();
  waiting[waiting_count].to = to, waiting[waiting_count].from = from, waiting[waiting_count++].bytes = bytes;
  return 0;
}

int cuInit(unsigned flags) { return flags ? refuse() : 0; }
int cuDeviceGetCount(int *count) { return *count = 2, 0; }
int cuDeviceGet(int *device, int index) { return *device = 10 + index, 0; }
int cuDeviceGetName(char *name, int bytes, int device) { return snprintf(name, bytes, "fake GPU %d", device - 10), 0; }
int cuDeviceTotalMem_v2(size_t *bytes, int device) { return (void)device, *bytes = (size_t)8 << 30, 0; }
int cuDevicePrimaryCtxRetain(void **context, int device) { return *context = (void *)(long)device, ++seen.contexts, 0; }
int cuDevicePrimaryCtxRelease_v2(int device) { return (void)device, --seen.contexts, 0; }
int cuCtxPushCurrent_v2(void *context) { return context ? (++seen.pushed, 0) : refuse(); }
int cuCtxPopCurrent_v2(void **context) { return *context = NULL, seen.pushed ? (--seen.pushed, 0) : refuse(); }
int cuStreamCreate(void **stream, unsigned flags) { return (void)flags, *stream = malloc(1), ++seen.streams, 0; }
int cuStreamDestroy_v2(void *stream) { return free(stream), --seen.streams, 0; }

static void do_what_waits(void) {
  for (int i = 0; i < waiting_count; ++i)
    if (waiting[i].from)
      memcpy(waiting[i].to, waiting[i].from, waiting[i].bytes);
    else
      memset(waiting[i].to, 0, waiting[i].bytes);
  waiting_count = 0;
}

int cuStreamSynchronize(void *stream) {
  if (!stream || !seen.pushed)
    return refuse();
  do_what_waits();
  return ++seen.waits, 0;
}

int cuMemAlloc_v2(Address *address, size_t bytes) {
  if (!seen.pushed || bytes == 0)
    return refuse();
  char *start = aligned_alloc(512, (bytes + 511) / 512 * 512);
  memset(start, 0xee, bytes);
  for (int i = 0; i < MOST_BLOCKS; ++i)
    if (!all_blocks[i].start) {
      all_blocks[i].start = start, all_blocks[i].bytes = bytes;
      break;
    }
  *address = (Address)start;
  return ++seen.allocations, ++seen.blocks, 0;
}

int cuMemFree_v2(Address address) {
  const int i = block_of(address, 1);
  if (i < 0 || all_blocks[i].start != (char *)address)
    return refuse();
  do_what_waits(); // as the driver does
  free(all_blocks[i].start);
  all_blocks[i].start = NULL;
  return --seen.blocks, 0;
}

int cuMemsetD8Async(Address to, unsigned char value, size_t bytes, void *stream) {
  return block_of(to, bytes) < 0 || value || !stream ? refuse() : wait_for((char *)to, NULL, bytes);
}

int cuMemcpyHtoDAsync_v2(Address to, const void *from, size_t bytes, void *stream) {
  return ++seen.uploads, block_of(to, bytes) < 0 || !stream ? refuse() : wait_for((char *)to, from, bytes);
}

int cuMemcpyDtoHAsync_v2(void *to, Address from, size_t bytes, void *stream) {
  return ++seen.downloads, block_of(from, bytes) < 0 || !stream ? refuse() : wait_for(to, (const char *)from, bytes);
}

int cuModuleLoadDataEx(void **module, const char *text, unsigned count, int *options, void **values) {
  (void)count, (void)options, (void)values;
  if (!seen.pushed || !strstr(text, ".target sm_80"))
    return refuse();
  return *module = strdup(text), ++seen.builds, ++seen.modules, 0;
}

int cuModuleUnload(void *module) { return free(module), --seen.modules, 0; }

/* A function is where its text names it. */
int cuModuleGetFunction(void **function, void *module, const char *name) {
  char entry[256];
  snprintf(entry, sizeof entry, ".entry %s(", name);
  *function = strstr(module, entry);
  return *function ? 0 : refuse();
}

int cuLaunchKernel(void *function, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned x, unsigned y, unsigned z,
                   unsigned shared, void *stream, void **arguments, void **extra) {
  (void)shared, (void)extra;
  if (!stream || !seen.pushed || gridX * gridY * gridZ == 0 || x * y * z == 0 || x * y * z > 1024)
    return refuse();
  FakeLaunch launch = {{0}, 0, {0}, {0}};
  sscanf(function, ".entry %127[^(]", launch.entry);
  const char *end = strchr(function, ')');
  for (const char *at = function; (at = strstr(at, ".param .u64")) && at < end; ++at) {
    if (launch.arguments == FAKE_CUDA_ARGUMENTS)
      return refuse();
    const Address address = *(Address *)arguments[launch.arguments];
    const int block = block_of(address, 4);
    if (block < 0 || address % 512)
      return refuse();
    launch.blocks[launch.arguments] = block;
    launch.offsets[launch.arguments++] = (long)(address - (Address)all_blocks[block].start);
  }
  if (seen.launches < FAKE_CUDA_KEPT)
    seen.kept[seen.launches] = launch;
  return ++seen.launches, 0;
}
