// What generated code and kernels find at run time. Compiled to bitcode by clang, once
// for each architecture, and linked into every net; compiled natively for tests.
// Freestanding: the only headers are the compiler's own and the public ones.
#pragma once
#include "runtime/embed/initialize.h"
#include "runtime/include/resnetc/net.h"
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

/// One worker's view of one call; Halide carries it as its user_context.
typedef struct Worker {
  const resnetc_pool *pool; ///< null: parallel loops run on this thread
  uint8_t *scratch;         ///< this worker's slice of the arena, on 64 bytes
  uint64_t scratchBytes;
  uint8_t *top;  ///< first free byte of scratch
  uint8_t *last; ///< header of the newest live block, or null
} Worker;

/// A plan of infer for one batch size. `out` gets probabilities, or logits if asked for.
typedef struct PlanCode {
  int64_t batch;
  int32_t (*run)(const void *packed, const float *images, float *out, void *arena, Worker *worker, int32_t wantLogits);
} PlanCode;

/// What the calls of infer.c must know of a net: a constant that the compiler writes
/// (backends/emit/NetTable.cpp has the same fields in the same order).
/// An arena: activations, images (of the *_u8 calls), one scratch slice for each thread.
typedef struct NetCode {
  int64_t imageValues, pixelBytes, classes; ///< of one image
  int64_t maxBatch;
  int64_t cpuLevel; ///< of support_check_cpu
  int64_t scratchBytes; ///< of one thread, a multiple of 64
  int64_t activationBytes, arenaBytes;       ///< any batch; the second with images, without scratch
  int64_t activationBytes1, arenaBytes1;     ///< batch 1
  int64_t planCount, parameterCount;
  const PlanCode *plans; ///< largest batch first, the last is 1
  const resnetc_parameter *parameters;
  int32_t (*prepare)(const float *parameters, void *packed, Worker *worker);
  int32_t (*preprocess)(const uint8_t *pixels, float *images, Worker *worker); ///< one image; null: none
} NetCode;

/// What the calls of train.c must know of a net that was compiled for training: a constant like NetCode, which
/// libraries without training do not have. An arena: the plans', then one scratch slice for each thread.
/// The plans are compiled for `batch` images, of which the first hyper[hyperImages] count; a plan returns
/// RESNETC_NON_FINITE where the loss is not finite, and has then written nothing but arena and metrics.
typedef struct TrainCode {
  int64_t batch, classes;
  int64_t cpuLevel;     ///< of support_check_cpu
  int64_t arenaBytes;   ///< without scratch
  int64_t scratchBytes; ///< of one thread, a multiple of 64
  double beta1, beta2;  ///< Adam's; 0 for others
  int32_t (*step)(float *parameters, float *optimizer, const float *images, const int32_t *labels, const float *hyper,
                  resnetc_metrics *metrics, void *arena, Worker *worker);
  int32_t (*gradients)(const float *parameters, float *gradients, const float *images, const int32_t *labels,
                       const float *hyper, resnetc_metrics *metrics, void *arena, Worker *worker);
  int32_t (*evaluate)(const float *parameters, const float *images, const int32_t *labels, const float *hyper,
                      resnetc_metrics *metrics, void *arena, Worker *worker);
} TrainCode;

/// A level of a library that holds code for several.
typedef struct LevelCode {
  const char *target; ///< x86-64-v3
  const NetCode *net;
  const TrainCode *train; ///< null without training
} LevelCode;

/// What the calls of levels.c must know: a constant like NetCode, which libraries of one level do not have.
typedef struct LevelsCode {
  int64_t count;
  const LevelCode *levels; ///< weakest first
} LevelsCode;

// The public calls, with the net as first argument.
int32_t support_prepare(const NetCode *net, const float *parameters, void *packed);
int32_t support_infer(const NetCode *net, const void *packed, const float *images, int32_t batch, float *out,
                      void *arena, const resnetc_pool *pool, int32_t wantLogits);
int32_t support_infer_u8(const NetCode *net, const void *packed, const uint8_t *pixels, int32_t batch, float *out,
                         void *arena, const resnetc_pool *pool, int32_t wantLogits);
int32_t support_preprocess(const NetCode *net, const uint8_t *pixels, int32_t n, float *images);
int32_t support_fill_parameters(const NetCode *net, float *parameters, uint64_t seed);

int32_t support_train_step(const TrainCode *net, float *parameters, float *optimizer, const float *images,
                           const int32_t *labels, int32_t batch, const resnetc_hyper *hyper, resnetc_metrics *metrics,
                           void *arena, const resnetc_pool *pool);
int32_t support_gradients(const TrainCode *net, const float *parameters, float *gradients, const float *images,
                          const int32_t *labels, int32_t batch, resnetc_metrics *metrics, void *arena,
                          const resnetc_pool *pool);
int32_t support_evaluate(const TrainCode *net, const float *parameters, const float *images, const int32_t *labels,
                         int32_t batch, resnetc_metrics *metrics, void *arena, const resnetc_pool *pool);

// The same of a library with several levels. `packed` begins with 64 bytes that say which level prepared it.
// RESNETC_CPU_LACKS_FEATURE: none of them runs here, or not the one that RESNETC_TARGET asks for.
int32_t support_levels_prepare(const LevelsCode *code, const float *parameters, void *packed);
int32_t support_levels_infer(const LevelsCode *code, const void *packed, const float *images, int32_t batch, float *out,
                             void *arena, const resnetc_pool *pool, int32_t wantLogits);
int32_t support_levels_infer_u8(const LevelsCode *code, const void *packed, const uint8_t *pixels, int32_t batch,
                                float *out, void *arena, const resnetc_pool *pool, int32_t wantLogits);
int32_t support_levels_preprocess(const LevelsCode *code, const uint8_t *pixels, int32_t n, float *images);
int32_t support_levels_fill_parameters(const LevelsCode *code, float *parameters, uint64_t seed);
int32_t support_levels_train_step(const LevelsCode *code, float *parameters, float *optimizer, const float *images,
                                  const int32_t *labels, int32_t batch, const resnetc_hyper *hyper,
                                  resnetc_metrics *metrics, void *arena, const resnetc_pool *pool);
int32_t support_levels_gradients(const LevelsCode *code, const float *parameters, float *gradients, const float *images,
                                 const int32_t *labels, int32_t batch, resnetc_metrics *metrics, void *arena,
                                 const resnetc_pool *pool);
int32_t support_levels_evaluate(const LevelsCode *code, const float *parameters, const float *images,
                                const int32_t *labels, int32_t batch, resnetc_metrics *metrics, void *arena,
                                const resnetc_pool *pool);
/// The target whose code such a call would run; null: none.
const char *support_levels_target(const LevelsCode *code);

/// `bytes` is a power of two.
static inline int support_is_aligned(const void *pointer, uintptr_t bytes) {
  return ((uintptr_t)pointer & (bytes - 1)) == 0;
}

static inline int support_is_same_text(const char *a, const char *b) {
  for (; *a && *a == *b; ++a, ++b) {
  }
  return *a == *b;
}

/// RESNETC_OK, or RESNETC_CPU_LACKS_FEATURE. 0 asks for nothing; on x86 2, 3 and 4 are
/// the levels x86-64-v2, v3 and v4. Uses cpuid, which traps under virtual machines.
int32_t support_check_cpu(int64_t level);

/// Zeroes the frame of `halo` pixels around each of n maps of h x w pixels and c floats;
/// `map` is the first byte of the frame.
void support_zero_halo(void *map, int64_t n, int64_t h, int64_t w, int64_t c, int64_t halo);

// What kernels call: Halide's own names and signatures.
typedef int32_t (*HalideTask)(void *user_context, int32_t index, uint8_t *closure);
int32_t halide_do_par_for(void *user_context, HalideTask task, int32_t min, int32_t size, uint8_t *closure);
void *halide_malloc(void *user_context, size_t bytes);
void halide_free(void *user_context, void *payload);

#ifdef __cplusplus
}
#endif
