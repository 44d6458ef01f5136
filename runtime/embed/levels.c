// The public calls of a library that holds code for several levels of a processor, and which of them runs. prepare
// asks the processor, or the environment's RESNETC_TARGET, and writes its choice at the start of `packed`, where infer
// finds it: cpuid traps under virtual machines. Other calls have no such memory and ask each time.
#include "runtime/embed/support.h"

char *getenv(const char *name);

/// The start of a packed block; what the level itself packs lies behind it.
typedef struct PackedHead {
  int64_t level; ///< its index
  int64_t unused[7];
} PackedHead;

/// Let the compiler prove that it writes and counts the same.
const int64_t support_levels_code_bytes = sizeof(LevelsCode);
const int64_t support_packed_head_bytes = sizeof(PackedHead);

/// The strongest level that runs here, of all or of the one that is asked for; null: none.
static const LevelCode *chooseLevel(const LevelsCode *code) {
  const char *wanted = getenv("RESNETC_TARGET");
  const int isForced = wanted && *wanted;
  for (const LevelCode *level = code->levels + code->count; level-- > code->levels;)
    if ((!isForced || support_is_same_text(wanted, level->target)) && support_check_cpu(level->net->cpuLevel) == RESNETC_OK)
      return level;
  return NULL;
}

const char *support_levels_target(const LevelsCode *code) {
  const LevelCode *level = chooseLevel(code);
  return level ? level->target : NULL;
}

int32_t support_levels_fill_parameters(const LevelsCode *code, float *parameters, uint64_t seed) {
  return support_fill_parameters(code->levels->net, parameters, seed); // the same for all
}

int32_t support_levels_prepare(const LevelsCode *code, const float *parameters, void *packed) {
  if (!parameters || !packed)
    return RESNETC_NULL_POINTER;
  if (!support_is_aligned(packed, 64))
    return RESNETC_MISALIGNED;
  const LevelCode *level = chooseLevel(code);
  if (!level)
    return RESNETC_CPU_LACKS_FEATURE;
  PackedHead *head = packed;
  *head = (PackedHead){level - code->levels, {0}};
  return support_prepare(level->net, parameters, head + 1);
}

/// The level whose block `packed` is.
static int32_t readLevel(const LevelsCode *code, const void *packed, const NetCode **net) {
  if (!packed)
    return RESNETC_NULL_POINTER;
  if (!support_is_aligned(packed, 64))
    return RESNETC_MISALIGNED;
  const int64_t level = ((const PackedHead *)packed)->level;
  if (level < 0 || level >= code->count)
    return RESNETC_BAD_FILE;
  *net = code->levels[level].net;
  return RESNETC_OK;
}

int32_t support_levels_infer(const LevelsCode *code, const void *packed, const float *images, int32_t batch, float *out,
                             void *arena, const resnetc_pool *pool, int32_t wantLogits) {
  const NetCode *net;
  const int32_t status = readLevel(code, packed, &net);
  const PackedHead *head = packed;
  return status ? status : support_infer(net, head + 1, images, batch, out, arena, pool, wantLogits);
}

int32_t support_levels_infer_u8(const LevelsCode *code, const void *packed, const uint8_t *pixels, int32_t batch,
                                float *out, void *arena, const resnetc_pool *pool, int32_t wantLogits) {
  const NetCode *net;
  const int32_t status = readLevel(code, packed, &net);
  const PackedHead *head = packed;
  return status ? status : support_infer_u8(net, head + 1, pixels, batch, out, arena, pool, wantLogits);
}

int32_t support_levels_preprocess(const LevelsCode *code, const uint8_t *pixels, int32_t n, float *images) {
  const LevelCode *level = chooseLevel(code);
  return level ? support_preprocess(level->net, pixels, n, images) : RESNETC_CPU_LACKS_FEATURE;
}

int32_t support_levels_train_step(const LevelsCode *code, float *parameters, float *optimizer, const float *images,
                                  const int32_t *labels, int32_t batch, const resnetc_hyper *hyper,
                                  resnetc_metrics *metrics, void *arena, const resnetc_pool *pool) {
  const LevelCode *level = chooseLevel(code);
  return level ? support_train_step(level->train, parameters, optimizer, images, labels, batch, hyper, metrics, arena,
                                    pool)
               : RESNETC_CPU_LACKS_FEATURE;
}

int32_t support_levels_gradients(const LevelsCode *code, const float *parameters, float *gradients, const float *images,
                                 const int32_t *labels, int32_t batch, resnetc_metrics *metrics, void *arena,
                                 const resnetc_pool *pool) {
  const LevelCode *level = chooseLevel(code);
  return level ? support_gradients(level->train, parameters, gradients, images, labels, batch, metrics, arena, pool)
               : RESNETC_CPU_LACKS_FEATURE;
}

int32_t support_levels_evaluate(const LevelsCode *code, const float *parameters, const float *images,
                                const int32_t *labels, int32_t batch, resnetc_metrics *metrics, void *arena,
                                const resnetc_pool *pool) {
  const LevelCode *level = chooseLevel(code);
  return level ? support_evaluate(level->train, parameters, images, labels, batch, metrics, arena, pool)
               : RESNETC_CPU_LACKS_FEATURE;
}
