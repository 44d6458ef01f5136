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
  int32_t trainable; /* 0: a moving mean or variance, or frozen: it has no gradient */
  int64_t offset;    /* in floats from the start of the blob */
} resnetc_parameter;

/* One kernel call of infer at batch 1, in order; of several levels those of the strongest. */
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

/* What a step of training is told. Plain gradient descent: all zeros but the rate. */
typedef struct resnetc_hyper {
  float rate;          /* of step 0; this step's is rate / (1 + decay * step), Keras's rule */
  float decay;
  float momentum;      /* of SGD, like nesterov */
  float weight_decay;
  int32_t nesterov;    /* 0 or 1 */
  int64_t step;        /* steps taken before, over all epochs: 0 or more */
} resnetc_hyper;

/* What a step or an evaluation tells. */
typedef struct resnetc_metrics {
  float loss;          /* mean over the images */
  int32_t correct;     /* images whose label has the (first) largest logit */
} resnetc_metrics;

/* An open device: device_bytes bytes of the caller's memory, on 8 bytes, that only the library looks into. */
typedef struct resnetc_device resnetc_device;

typedef struct resnetc_net {
  int32_t abi_version;
  int32_t max_batch;         /* images of one call of infer */
  const char *name;
  const char *spec;          /* the resolved spec, YAML */
  const char *spec_hash;     /* sha256 of it */
  const char *target;        /* x86-64-v3 …; of several levels all, the weakest first: x86-64-v3,x86-64-v4 */
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
  /* Of libraries compiled with --train; else 0 and null. */
  int64_t train_batch;         /* the most images of a step; any smaller number will do */
  int64_t train_arena_bytes;   /* of the three calls below, without scratch */
  int64_t train_scratch_bytes; /* of each thread */
  int64_t optimizer_bytes;     /* all zeros before the first step */
  /* Forward, loss, backward, update of parameters (moving averages included) and optimizer. Images are float32 as for
   * infer, labels 0 .. classes - 1; of the images and labels `batch` are read. RESNETC_NON_FINITE: the loss is
   * infinite or not a number, and metrics tell it; or a number of hyper is, this step's rate included, and metrics are
   * untouched. But for those metrics, nothing has changed when the status is not OK, unless it is one that the pool
   * gave: then parameters and optimizer may hold half a step. */
  int (*train_step)(float *parameters, float *optimizer, const float *images, const int32_t *labels, int32_t batch,
                    const resnetc_hyper *hyper, resnetc_metrics *metrics, void *arena, const resnetc_pool *pool);
  /* The same without an update: gradients, on 64 bytes, has the blob's layout and size; what is not trained gets zeros. */
  int (*gradients)(const float *parameters, float *gradients, const float *images, const int32_t *labels, int32_t batch,
                   resnetc_metrics *metrics, void *arena, const resnetc_pool *pool);
  /* Loss and right answers with moving averages. */
  int (*evaluate)(const float *parameters, const float *images, const int32_t *labels, int32_t batch,
                  resnetc_metrics *metrics, void *arena, const resnetc_pool *pool);

  const char *(*status_text)(int status);
  resnetc_pool *(*pool_create)(int32_t threads, int32_t pin);
  void (*pool_destroy)(resnetc_pool *pool);
  const char *(*running_target)(void); /* NAME_target: the one of `target` whose code runs here; null: none */

  /* Of libraries that are compiled for a device (`target` names it: opencl, vulkan, cuda-80); else 0 and null. A
   * device does one call at a time; any number of devices at once. Where a call gives a status, device_text has a
   * sentence, and the calls above work as ever. */
  int64_t device_bytes;        /* of a resnetc_device */
  int64_t device_packed_bytes; /* what device_prepare writes and device_open reads: one layout for all devices */
  /* Asks a driver: api is opencl, vulkan or cuda; index counts from 0 until RESNETC_NO_DEVICE. Writes its name, cut to
   * `bytes`, with " (CPU)" behind those that run on the processor. `device` must not be open. */
  int (*device_find)(resnetc_device *device, const char *api, int32_t index, char *name, int32_t bytes);
  int (*device_prepare)(const float *parameters, void *packed); /* on the CPU */
  /* For inference: uploads packed, which may be freed then. After a failure nothing is open. */
  int (*device_open)(resnetc_device *device, const char *api, int32_t index, const void *packed);
  int (*device_infer)(resnetc_device *device, const float *images, int32_t batch, float *probabilities);
  int (*device_infer_u8)(resnetc_device *device, const uint8_t *pixels, int32_t batch, float *probabilities);
  int (*device_logits)(resnetc_device *device, const float *images, int32_t batch, float *logits);
  int (*device_logits_u8)(resnetc_device *device, const uint8_t *pixels, int32_t batch, float *logits);
  /* For training, if compiled with --train: uploads parameters; the optimizer's state is zeros. */
  int (*device_open_training)(resnetc_device *device, const char *api, int32_t index, const float *parameters);
  int (*device_train_step)(resnetc_device *device, const float *images, const int32_t *labels, int32_t batch,
                           const resnetc_hyper *hyper, resnetc_metrics *metrics);
  int (*device_gradients)(resnetc_device *device, float *gradients, const float *images, const int32_t *labels,
                          int32_t batch, resnetc_metrics *metrics);
  int (*device_evaluate)(resnetc_device *device, const float *images, const int32_t *labels, int32_t batch,
                         resnetc_metrics *metrics);
  int (*device_parameters)(resnetc_device *device, float *parameters); /* brings them back, as a blob */
  int (*device_optimizer)(resnetc_device *device, float *optimizer);   /* the same of the optimizer's state */
  int (*device_set_optimizer)(resnetc_device *device, const float *optimizer);
  void (*device_close)(resnetc_device *device); /* also of one that could not be opened, or is closed already */
  /* After a status one sentence for it, else the device's name. Valid as long as `device` is. */
  const char *(*device_text)(const resnetc_device *device);
} resnetc_net;

#ifdef __cplusplus
}
#endif
#endif
