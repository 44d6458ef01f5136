#include "backends/emit/DeviceHeader.h"

namespace resnetc {

const char deviceIntroduction[] = R"(
 *
 * Devices: there is code for {apis} too. All of the net runs there; a caller asks for a device, keeps it open and
 * goes without where there is none:
 *   static uint64_t memory[{NET}_DEVICE_BYTES / 8];
 *   resnetc_device *device = (resnetc_device *)memory;
 *   char name[256];
 *   int onDevice = {net}_device_find(device, "{firstApi}", 0, name, sizeof name) == RESNETC_OK &&
 *                  {net}_device_prepare(parameters, devicePacked) == RESNETC_OK &&
 *                  {net}_device_open(device, "{firstApi}", 0, devicePacked) == RESNETC_OK;
 *   if (onDevice)
 *     onDevice = {net}_device_infer(device, images, batch, probabilities) == RESNETC_OK;
 *   if (!onDevice)
 *     {net}_infer(packed, images, batch, probabilities, arena, NULL);
 *   {net}_device_close(device);
 * Drivers are looked for at run time: nothing of them is needed to link (but, before glibc 2.34, -ldl) or to use the
 * CPU. A program that is linked with -static finds no device.)";

const char deviceConstants[] = R"(/* Devices: {apis}. */
#define {NET}_DEVICE_BYTES {deviceBytes} /* of a resnetc_device, a multiple of 8, on 8 bytes */
#define {NET}_DEVICE_PACKED_BYTES {devicePacked} /* what device_prepare writes and device_open reads; the same for all devices */

)";

const char deviceCalls[] = R"(/* A device does one call at a time; any number of devices at once. RESNETC_NO_DEVICE: there is none, or it is
 * not open for this call. RESNETC_DEVICE and RESNETC_DEVICE_MEMORY are failures of its driver, which last until it is
 * opened again. {net}_device_text has a sentence for each. No call allocates but on the device, and there only when it is
 * opened. A device's results are within the accuracy of float32 of the CPU's, not the same bits. */

/* Whether there is a device, and what it is called.
 *   device  {NET}_DEVICE_BYTES on 8 bytes, written; not open
 *   api     {quotedApis}
 *   index   from 0; a loop ends with RESNETC_NO_DEVICE
 *   name    `bytes` bytes, written: its driver's name for it, cut to them, with (CPU) behind where the device is
 *           the processor itself
 * Call it once before threads open devices: there are drivers that fail when two threads begin at once. */
int {net}_device_find(resnetc_device *device, const char *api, int32_t index, char *name, int32_t bytes);

/* What {net}_prepare does, for devices. It runs on the CPU.
 *   packed  {NET}_DEVICE_PACKED_BYTES on {NET}_ALIGNMENT bytes, written */
int {net}_device_prepare(const float *parameters, void *packed);

/* Opens a device for inference: its memory is taken, packed uploaded, the kernels built. With some drivers that
 * takes seconds the first time; infer once to warm up.
 *   device  {NET}_DEVICE_BYTES on 8 bytes, written; not open
 *   packed  what {net}_device_prepare wrote; no longer needed afterwards
 * After a result that is not 0 the device is closed. */
int {net}_device_open(resnetc_device *device, const char *api, int32_t index, const void *packed);

/* As {net}_infer and {net}_logits, on an open device: one upload, one download for each compiled size. */
int {net}_device_infer(resnetc_device *device, const float *images, int32_t batch, float *probabilities);
int {net}_device_logits(resnetc_device *device, const float *images, int32_t batch, float *logits);

)";

const char devicePictureCalls[] = R"(/* As {net}_infer_u8 and {net}_logits_u8; pixels are preprocessed on the device. */
int {net}_device_infer_u8(resnetc_device *device, const uint8_t *pixels, int32_t batch, float *probabilities);
int {net}_device_logits_u8(resnetc_device *device, const uint8_t *pixels, int32_t batch, float *logits);

)";

const char deviceTrainCalls[] = R"(/* Opens a device for training instead: parameters are uploaded and stay there with the optimizer's state, which
 * is zeros. All else is as for {net}_device_open. */
int {net}_device_open_training(resnetc_device *device, const char *api, int32_t index, const float *parameters);

/* As {net}_train_step, {net}_gradients and {net}_evaluate, with parameters and optimizer in the device. After
 * RESNETC_DEVICE these may hold half a step: open it again with what was brought back last. */
int {net}_device_train_step(resnetc_device *device, const float *images, const int32_t *labels, int32_t batch,
    const resnetc_hyper *hyper, resnetc_metrics *metrics);
int {net}_device_gradients(resnetc_device *device, float *gradients, const float *images, const int32_t *labels,
    int32_t batch, resnetc_metrics *metrics);
int {net}_device_evaluate(resnetc_device *device, const float *images, const int32_t *labels, int32_t batch,
    resnetc_metrics *metrics);

/* Bring back, into {NET}_PARAMETERS_BYTES, or {NET}_OPTIMIZER_BYTES, on {NET}_ALIGNMENT bytes; or put in. A device
 * with the same parameters and optimizer goes on with the same bits. */
int {net}_device_parameters(resnetc_device *device, float *parameters);
int {net}_device_optimizer(resnetc_device *device, float *optimizer);
int {net}_device_set_optimizer(resnetc_device *device, const float *optimizer);

)";

const char deviceClosing[] = R"(/* Gives back what is the device's. Also of one that could not be opened, or is closed already. */
void {net}_device_close(resnetc_device *device);

/* After a result that is not 0 one sentence that says what failed, else the device's name. Valid as long as the
 * device's memory is. */
const char *{net}_device_text(const resnetc_device *device);

)";

} // namespace resnetc
