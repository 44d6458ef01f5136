// fake_cuda: what the libcuda.so.1 without a GPU (fake_cuda.c) has seen. A test finds `fakeCuda` in it by dlsym.
#pragma once
#ifdef __cplusplus
extern "C" {
#endif

enum { FAKE_CUDA_KEPT = 32, FAKE_CUDA_ARGUMENTS = 12 };

// A launch of the kernel `entry`; each argument as the block that it lies in, counted by allocation, and the bytes
// from its beginning.
typedef struct FakeLaunch {
  char entry[128];
  int arguments, blocks[FAKE_CUDA_ARGUMENTS];
  long offsets[FAKE_CUDA_ARGUMENTS];
} FakeLaunch;

typedef struct FakeCuda {
  int uploads, downloads, launches, allocations, builds, waits;
  int blocks, modules, contexts, streams, pushed; // that are open
  int mistakes;                                   // calls that a driver would refuse, or that read too early
  FakeLaunch kept[FAKE_CUDA_KEPT];                // the first launches
} FakeCuda;

// Forgets what was counted, not what is open.
extern FakeCuda *fakeCuda(int forget);

#ifdef __cplusplus
}
#endif
