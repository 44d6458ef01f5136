// device.h: nets on GPUs and the like, as the compiler tells the run time about them, and the public calls.
//
// A plan for a device is data, not code. When a device is opened, the host part of each run's kernel (Halide's
// code) is called once, with DeviceBuffers in place of halide_buffer_t, and what it launches is kept (hooks.c). A
// call then copies in, replays launches, copies out.
//
// All tables are constants that the compiler writes, field by field in this order. On devices every buffer begins
// at a multiple of 512 bytes, in every space; images, pixels, probabilities, labels and hyper at 0, the metrics'
// loss at 0 and correct at 512.
#pragma once
#include "runtime/embed/support.h"
#ifdef __cplusplus
extern "C" {
#endif

/// What a buffer lies in; the numbers are those of resnet::Space.
enum DeviceSpace {
  DEVICE_PARAMETERS,
  DEVICE_PACKED,
  DEVICE_PIXELS,
  DEVICE_IMAGES,
  DEVICE_ARENA,
  DEVICE_PROBABILITIES,
  DEVICE_LABELS,
  DEVICE_HYPER,
  DEVICE_METRICS,
  DEVICE_OPTIMIZER,
  DEVICE_GRADIENTS,
  DEVICE_SPACES
};

enum { DEVICE_ALIGNMENT = 512, DEVICE_MAX_ARGUMENTS = 12 };

/// `bytes` bytes at byte `offset` of a space: a buffer of a resnet.run.
typedef struct DeviceArgument {
  int64_t space, offset, bytes;
} DeviceArgument;

/// A resnet.run. Its kernel makes one launch.
typedef struct DeviceRun {
  int32_t (*kernel)(void **arguments); ///< KERNEL_argv of its object: a pointer to the context's pointer, then buffers
  const char *name;                    ///< of the kernel; said if it fails
  int64_t first, count;                ///< its buffers in the plan's `arguments`: all that are read, all that are written
} DeviceRun;

/// A resnet.plan.
typedef struct DevicePlan {
  int64_t batch;
  int64_t runCount;
  const DeviceRun *runs;
  const DeviceArgument *arguments;
  /// Of infer: the first runs, which make images of pixels (@preprocess_N, whose runs are put before @infer_N's); 0
  /// without 8-bit calls. The last run is the softmax: calls for logits leave it out and read the arena at
  /// `logitsOffset`, batch x classes float32.
  int64_t preprocessRuns, logitsOffset;
  /// Of training: the first runs, up to and with the one that writes the metrics. Only later ones write parameters,
  /// optimizer or gradients; they run if the loss is finite.
  int64_t lossRuns;
} DevicePlan;

typedef struct DeviceApi DeviceApi;

/// A net compiled for one api.
typedef struct DeviceVariant {
  const DeviceApi *api; ///< support_opencl, support_vulkan or support_cuda
  /// Bytes of each space of a device that is opened for inference, and for training: the highest end of a buffer
  /// in any plan; 0 for a space that has none.
  int64_t inferBytes[DEVICE_SPACES], trainBytes[DEVICE_SPACES];
  int64_t inferCount;
  const DevicePlan *infers; ///< largest batch first, the last is 1
  const DevicePlan *trainStep, *gradients, *evaluate; ///< null without training
} DeviceVariant;

/// All that the calls must know of a net on devices.
typedef struct DeviceNet {
  const NetCode *net;     ///< images, classes, largest batch, parameters, and the level that `prepare` needs
  const TrainCode *train; ///< its batch, classes and betas; null without training
  int32_t (*prepare)(const float *parameters, void *packed, Worker *worker); ///< a function of the CPU
  const int64_t *parameterOffsets; ///< byte of each of net->parameters, in the spaces parameters and gradients
  int64_t moments;     ///< of the optimizer, each with the offsets of the parameters: 1 (SGD) or 2 (Adam); 0 without training
  int64_t momentBytes; ///< from one moment to the next, in the space optimizer
  int64_t variantCount;
  const DeviceVariant *variants;
} DeviceNet;

extern const DeviceApi support_opencl, support_vulkan, support_cuda;

/// Lets the compiler prove that its constants have this layout.
extern const int64_t support_device_net_bytes, support_device_variant_bytes, support_device_plan_bytes,
    support_device_run_bytes, support_device_argument_bytes;

/// What a device takes of the caller's memory: NAME_DEVICE_BYTES = support_device_bytes + support_device_launch_bytes
/// x the larger of (the runs of all infer plans; the runs of the three training plans), of the variant that has most.
extern const int64_t support_device_bytes, support_device_launch_bytes;

/// DEVICE_ALIGNMENT and DEVICE_MAX_ARGUMENTS, which plans are checked against.
extern const int64_t support_device_alignment, support_device_most_arguments;

/// A device in NAME_DEVICE_BYTES bytes of the caller's, on 8 bytes. One call at a time; any number of devices at
/// once. Nothing is allocated but on the device, and there only when it is opened.
///
/// A failure of the driver stays: later calls return the same status and support_device_text the same sentence until
/// the device is opened again. A call that is refused for its arguments changes nothing.
typedef struct Device Device;

// The public calls. All begin with the net, so that every NAME_device_* is made in the same way.

/// Writes the name of the device that `index` (from 0) is into `name`, cut to `bytes`, with " (CPU)" behind those that
/// are none but run on the processor. `device` is not open; it is used as memory. RESNETC_NO_DEVICE: no such api, driver
/// or device; it ends a loop over indices. Call it once before threads open devices: drivers have been seen to crash
/// when two *nets* of a program list devices for the first time.
int32_t support_device_find(const DeviceNet *net, Device *device, const char *api, int32_t index, char *name,
                            int32_t bytes);
/// Bytes of memory of the device that was found or opened last with this `device`; 0: its driver does not tell. No
/// public call: the command line lists devices with it.
int64_t support_device_memory(const Device *device);
/// Folds and packs on the CPU; `packed` has the layout of all devices, not that of the CPU.
int32_t support_device_prepare(const DeviceNet *net, const float *parameters, void *packed);
/// For inference. Uploads `packed`, builds the kernels, records the plans. If it fails nothing is left to close.
int32_t support_device_open(const DeviceNet *net, Device *device, const char *api, int32_t index, const void *packed);
/// For training: the optimizer's state is zeros.
int32_t support_device_open_training(const DeviceNet *net, Device *device, const char *api, int32_t index,
                                     const float *parameters);

/// One upload, the launches, one download for each compiled size that the batch is composed of.
int32_t support_device_infer(const DeviceNet *net, Device *device, const float *images, int32_t batch, float *out,
                             int32_t wantLogits);
int32_t support_device_infer_u8(const DeviceNet *net, Device *device, const uint8_t *pixels, int32_t batch, float *out,
                                int32_t wantLogits);

/// As net.h says of the CPU's, with parameters and optimizer in the device. A failure of the driver in the second
/// half of a step may leave half an update there: the device is then of no use.
int32_t support_device_train_step(const DeviceNet *net, Device *device, const float *images, const int32_t *labels,
                                  int32_t batch, const resnetc_hyper *hyper, resnetc_metrics *metrics);
int32_t support_device_gradients(const DeviceNet *net, Device *device, float *gradients, const float *images,
                                 const int32_t *labels, int32_t batch, resnetc_metrics *metrics);
int32_t support_device_evaluate(const DeviceNet *net, Device *device, const float *images, const int32_t *labels,
                                int32_t batch, resnetc_metrics *metrics);
/// Brings parameters back, in the layout of the blob.
int32_t support_device_parameters(const DeviceNet *net, Device *device, float *parameters);
/// Brings the optimizer's state back, or puts it in, in the layout of the CPU's (OPTIMIZER_BYTES): with the parameters
/// it is all that a checkpoint needs, and a step after a resumption has the same bits.
int32_t support_device_optimizer(const DeviceNet *net, Device *device, float *optimizer);
int32_t support_device_set_optimizer(const DeviceNet *net, Device *device, const float *optimizer);

/// Also of a device that could not be opened, is closed already, or is memory of zeros.
void support_device_close(const DeviceNet *net, Device *device);
/// The device's name; after a failure one sentence for it. Valid as long as `device` is.
const char *support_device_text(const DeviceNet *net, const Device *device);

#ifdef __cplusplus
}
#endif
