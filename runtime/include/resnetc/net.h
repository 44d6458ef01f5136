/* net.h: a generated library described as data. `NAME_net()` returns one constant
 * table; the command line, the runner and bindings use nothing else, so they work
 * with every net. All pointers are valid as long as the library is loaded; all of it
 * is read only. */
#ifndef RESNETC_NET_H
#define RESNETC_NET_H
#include "pool.h"
#include "status.h"
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

enum { RESNETC_ABI_VERSION = 1 };

/* One tensor of the parameter blob, float32, C order, in Keras's layout (HWIO, in x out). */
typedef struct resnetc_parameter {
  const char *name; /* layer/word: conv1/kernel, bn_conv1/moving_variance, layer1.0.conv1/kernel */
  int64_t shape[4]; /* the first `rank` count */
  int32_t rank;
  int32_t trainable; /* 0: a moving mean or variance */
  int64_t offset;    /* in floats from the start of the blob */
} resnetc_parameter;

/* One kernel call of infer at batch 1, in order. */
typedef struct resnetc_layer {
  const char *name;   /* conv1, res2a_branch2a, … */
  const char *kernel; /* the kernel's key, one line of text */
  int64_t multiply_adds; /* for one image */
} resnetc_layer;

/* What infer_u8 does to 8-bit R, G, B pixels, and how pictures of other sizes become
 * height x width before that. */
typedef struct resnetc_preprocess {
  const char *order;         /* rgb | bgr | gray */
  const char *resize;        /* stretch | shorter-side-and-crop */
  const char *interpolation; /* nearest | bilinear | area */
  int32_t short_side;        /* of shorter-side-and-crop */
  float scale;               /* first v * scale, then minus mean, divided by std, in `order` */
  float mean[3], std[3];
} resnetc_preprocess;

typedef struct resnetc_net {
  int32_t abi_version;
  int32_t max_batch;         /* images of one call of infer */
  const char *name;
  const char *spec;          /* the resolved spec, YAML */
  const char *spec_hash;     /* sha256 of it */
  const char *target;        /* x86-64-v3 … */
  int32_t height, width, channels, classes;
  int32_t channels_first;    /* float32 images are NCHW */
  int32_t has_preprocess;    /* 0: the *_u8 calls and preprocess are null (2 or 4 channels) */
  int64_t parameters_bytes;  /* the blob */
  int64_t packed_bytes;      /* what prepare writes and infer reads */
  int64_t arena_bytes;       /* of infer, without scratch */
  int64_t scratch_bytes;     /* of each thread: an arena has arena_bytes + threads * scratch_bytes */
  int64_t multiply_adds;     /* for one image */
  int32_t parameter_count, layer_count;
  const resnetc_parameter *parameters;
  const resnetc_layer *layers;
  const resnetc_preprocess *preprocessing;

  int (*initialize)(float *parameters, uint64_t seed);
  int (*prepare)(const float *parameters, void *packed);
  int (*infer)(const void *packed, const float *images, int32_t batch, float *probabilities, void *arena, const resnetc_pool *pool);
  int (*infer_u8)(const void *packed, const uint8_t *pixels, int32_t batch, float *probabilities, void *arena, const resnetc_pool *pool);
  int (*logits)(const void *packed, const float *images, int32_t batch, float *logits, void *arena, const resnetc_pool *pool);
  int (*logits_u8)(const void *packed, const uint8_t *pixels, int32_t batch, float *logits, void *arena, const resnetc_pool *pool);
  int (*preprocess)(const uint8_t *pixels, int32_t n, float *images);
  const char *(*status_text)(int status);
  resnetc_pool *(*pool_create)(int32_t threads, int32_t pin);
  void (*pool_destroy)(resnetc_pool *pool);
} resnetc_net;

#ifdef __cplusplus
}
#endif
#endif
