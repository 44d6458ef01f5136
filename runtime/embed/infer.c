// The public calls of a net: what they check, where in the arena things lie, and how a
// batch is composed of the compiled sizes.
#include "runtime/embed/support.h"

/// Lets the compiler prove that its constant has the layout of NetCode.
const int64_t support_net_code_bytes = sizeof(NetCode);

/// A worker that runs parallel loops itself and has no scratch.
static Worker loneWorker(void) { return (Worker){NULL, NULL, 0, NULL, NULL}; }

int32_t support_fill_parameters(const NetCode *net, float *parameters, uint64_t seed) {
  if (!parameters)
    return RESNETC_NULL_POINTER;
  if (!support_is_aligned(parameters, 64))
    return RESNETC_MISALIGNED;
  support_initialize(net->parameters, (int32_t)net->parameterCount, seed, parameters);
  return RESNETC_OK;
}

int32_t support_prepare(const NetCode *net, const float *parameters, void *packed) {
  if (!parameters || !packed)
    return RESNETC_NULL_POINTER;
  if (!support_is_aligned(parameters, 64) || !support_is_aligned(packed, 64))
    return RESNETC_MISALIGNED;
  const int32_t status = support_check_cpu(net->cpuLevel);
  if (status)
    return status;
  Worker worker = loneWorker();
  return net->prepare(parameters, packed, &worker);
}

/// An arena seen for one call.
typedef struct Arena {
  uint8_t *activations;
  float *images;
  uint8_t *scratch;
} Arena;

static Arena openArena(const NetCode *net, void *arena, int32_t batch) {
  uint8_t *start = arena;
  if (batch == 1)
    return (Arena){start, (float *)(start + net->activationBytes1), start + net->arenaBytes1};
  return (Arena){start, (float *)(start + net->activationBytes), start + net->arenaBytes};
}

static int32_t checkInfer(const NetCode *net, const void *packed, const void *images, int32_t batch, const float *out,
                          const void *arena) {
  if (!packed || !images || !out || !arena)
    return RESNETC_NULL_POINTER;
  if (!support_is_aligned(packed, 64) || !support_is_aligned(arena, 64) || !support_is_aligned(out, sizeof(float)))
    return RESNETC_MISALIGNED;
  return batch < 1 || batch > net->maxBatch ? RESNETC_BAD_BATCH : RESNETC_OK;
}

/// The largest sizes first; size 1 takes what is left.
static int32_t runPlans(const NetCode *net, const void *packed, const float *images, int64_t batch, float *out,
                        const Arena *arena, const resnetc_pool *pool, int32_t wantLogits) {
  for (const PlanCode *plan = net->plans; plan < net->plans + net->planCount; ++plan)
    for (; batch >= plan->batch; batch -= plan->batch) {
      Worker worker = {pool, arena->scratch, (uint64_t)net->scratchBytes, arena->scratch, NULL};
      const int32_t status = plan->run(packed, images, out, arena->activations, &worker, wantLogits);
      if (status)
        return status;
      images += plan->batch * net->imageValues;
      out += plan->batch * net->classes;
    }
  return RESNETC_OK;
}

int32_t support_infer(const NetCode *net, const void *packed, const float *images, int32_t batch, float *out,
                      void *arena, const resnetc_pool *pool, int32_t wantLogits) {
  const int32_t status = checkInfer(net, packed, images, batch, out, arena);
  if (status)
    return status;
  if (!support_is_aligned(images, sizeof(float)))
    return RESNETC_MISALIGNED;
  const Arena open = openArena(net, arena, batch);
  return runPlans(net, packed, images, batch, out, &open, pool, wantLogits);
}

typedef struct Pictures {
  const NetCode *net;
  const uint8_t *pixels;
  float *images;
} Pictures;

static int preprocessOne(void *context, int32_t index, int32_t worker) {
  (void)worker; // needs no scratch
  const Pictures *pictures = context;
  const NetCode *net = pictures->net;
  Worker lone = loneWorker();
  return net->preprocess(pictures->pixels + index * net->pixelBytes, pictures->images + index * net->imageValues, &lone);
}

static int32_t preprocessAll(const NetCode *net, const uint8_t *pixels, int32_t n, float *images,
                             const resnetc_pool *pool) {
  Pictures pictures = {net, pixels, images};
  if (pool && pool->threads > 1 && n > 1)
    return pool->parallel(pool->self, preprocessOne, &pictures, n);
  int32_t status = RESNETC_OK;
  for (int32_t i = 0; i < n && !status; ++i)
    status = preprocessOne(&pictures, i, 0);
  return status;
}

int32_t support_infer_u8(const NetCode *net, const void *packed, const uint8_t *pixels, int32_t batch, float *out,
                         void *arena, const resnetc_pool *pool, int32_t wantLogits) {
  int32_t status = checkInfer(net, packed, pixels, batch, out, arena);
  if (status)
    return status;
  const Arena open = openArena(net, arena, batch);
  status = preprocessAll(net, pixels, batch, open.images, pool);
  if (status)
    return status;
  return runPlans(net, packed, open.images, batch, out, &open, pool, wantLogits);
}

int32_t support_preprocess(const NetCode *net, const uint8_t *pixels, int32_t n, float *images) {
  if (!pixels || !images)
    return RESNETC_NULL_POINTER;
  if (!support_is_aligned(images, sizeof(float)))
    return RESNETC_MISALIGNED;
  if (n < 1)
    return RESNETC_BAD_BATCH;
  const int32_t status = support_check_cpu(net->cpuLevel); // nothing was prepared before this call
  return status ? status : preprocessAll(net, pixels, n, images, NULL);
}
