#include "tests/devices/TestNet.h"
#include <algorithm>
#include <cstdlib>
#include <cstring>

#define DECLARE(kernel, api) extern "C" int32_t test_##kernel##_##api##_argv(void **arguments);
#define DECLARE_ALL(api)                                                                                               \
  DECLARE(preprocess_2, api) DECLARE(scale_2, api) DECLARE(shift_2, api) DECLARE(square_2, api)                        \
  DECLARE(preprocess_1, api) DECLARE(scale_1, api) DECLARE(shift_1, api) DECLARE(square_1, api)                        \
  DECLARE(gradient, api) DECLARE(loss, api) DECLARE(update, api) DECLARE(copy, api)
DECLARE_ALL(opencl)
DECLARE_ALL(vulkan)
DECLARE_ALL(cuda)

namespace resnetc {
namespace {
// preprocess (pixels) -> images, scale (images, weights) -> arena, shift (arena, shift) -> logits, square
const DeviceArgument arguments2[] = {{DEVICE_PIXELS, 0, 8},    {DEVICE_IMAGES, 0, 32},  {DEVICE_IMAGES, 0, 32},
                                     {DEVICE_PACKED, 0, 16},   {DEVICE_ARENA, 0, 32},   {DEVICE_ARENA, 0, 32},
                                     {DEVICE_PACKED, 512, 16}, {DEVICE_ARENA, 512, 32}, {DEVICE_ARENA, 512, 32},
                                     {DEVICE_PROBABILITIES, 0, 32}};
const DeviceArgument arguments1[] = {{DEVICE_PIXELS, 0, 4},    {DEVICE_IMAGES, 0, 16},  {DEVICE_IMAGES, 0, 16},
                                     {DEVICE_PACKED, 0, 16},   {DEVICE_ARENA, 0, 16},   {DEVICE_ARENA, 0, 16},
                                     {DEVICE_PACKED, 512, 16}, {DEVICE_ARENA, 512, 16}, {DEVICE_ARENA, 512, 16},
                                     {DEVICE_PROBABILITIES, 0, 16}};
// gradient (images, labels, hyper) -> arena, loss (arena, weights, hyper) -> loss, correct; then update or copy
const DeviceArgument gradientAndLoss[] = {{DEVICE_IMAGES, 0, 48},  {DEVICE_LABELS, 0, 12}, {DEVICE_HYPER, 0, 32},
                                          {DEVICE_ARENA, 0, 16},   {DEVICE_ARENA, 0, 16},  {DEVICE_PARAMETERS, 0, 16},
                                          {DEVICE_HYPER, 0, 32},   {DEVICE_METRICS, 0, 4}, {DEVICE_METRICS, 512, 4},
                                          {DEVICE_ARENA, 0, 16},   {DEVICE_HYPER, 0, 32},  {DEVICE_PARAMETERS, 0, 16},
                                          {DEVICE_OPTIMIZER, 0, 16}, {DEVICE_PARAMETERS, 0, 16}, {DEVICE_OPTIMIZER, 0, 16},
                                          {DEVICE_ARENA, 0, 16},   {DEVICE_GRADIENTS, 0, 16}};

/// All plans of one api.
struct Plans {
  DeviceRun infer2[4], infer1[4], step[3], gradients[3];
  DevicePlan infers[2], trainStep, gradientsPlan, evaluate;
};

#define INFER_RUNS(n, api)                                                                                             \
  {{test_preprocess_##n##_##api##_argv, "preprocess", 0, 2}, {test_scale_##n##_##api##_argv, "scale", 2, 3},           \
   {test_shift_##n##_##api##_argv, "shift", 5, 3}, {test_square_##n##_##api##_argv, "square", 8, 2}}
#define PLANS(api)                                                                                                     \
  const Plans api##Plans = {                                                                                           \
      INFER_RUNS(2, api), INFER_RUNS(1, api),                                                                          \
      {{test_gradient_##api##_argv, "gradient", 0, 4}, {test_loss_##api##_argv, "loss", 4, 5},                         \
       {test_update_##api##_argv, "update", 9, 6}},                                                                    \
      {{test_gradient_##api##_argv, "gradient", 0, 4}, {test_loss_##api##_argv, "loss", 4, 5},                         \
       {test_copy_##api##_argv, "copy", 15, 2}},                                                                       \
      {{2, 4, api##Plans.infer2, arguments2, 1, 512, 0}, {1, 4, api##Plans.infer1, arguments1, 1, 512, 0}},            \
      {3, 3, api##Plans.step, gradientAndLoss, 0, 0, 2},                                                               \
      {3, 3, api##Plans.gradients, gradientAndLoss, 0, 0, 2},                                                          \
      {3, 2, api##Plans.step, gradientAndLoss, 0, 0, 2}};
PLANS(opencl)
PLANS(vulkan)
PLANS(cuda)

DeviceVariant makeVariant(const DeviceApi &api, const Plans &plans) {
  DeviceVariant variant = {};
  variant.api = &api;
  const std::pair<int, int64_t> infer[] = {
      {DEVICE_PACKED, 528}, {DEVICE_PIXELS, 8}, {DEVICE_IMAGES, 32}, {DEVICE_ARENA, 544}, {DEVICE_PROBABILITIES, 32}};
  const std::pair<int, int64_t> train[] = {{DEVICE_PARAMETERS, 528}, {DEVICE_IMAGES, 48},      {DEVICE_LABELS, 12},
                                           {DEVICE_HYPER, 32},       {DEVICE_METRICS, 516},    {DEVICE_ARENA, 16},
                                           {DEVICE_OPTIMIZER, 2 * 1024}, {DEVICE_GRADIENTS, 528}};
  for (const auto &[space, bytes] : infer)
    variant.inferBytes[space] = bytes;
  for (const auto &[space, bytes] : train)
    variant.trainBytes[space] = bytes;
  variant.inferCount = 2;
  variant.infers = plans.infers;
  variant.trainStep = &plans.trainStep;
  variant.gradients = &plans.gradientsPlan;
  variant.evaluate = &plans.evaluate;
  return variant;
}

const resnetc_parameter parameterTable[] = {{"fc/weights", {4}, 1, 1, 0}, {"fc/shift", {4}, 1, 0, 4}};
const int64_t parameterOffsets[] = {0, 512};

int32_t prepare(const float *parameters, void *packed, Worker *) {
  std::memset(packed, 0, 528);
  std::memcpy(packed, parameters, 16);
  std::memcpy(static_cast<uint8_t *>(packed) + 512, parameters + 4, 16);
  return 0;
}
} // namespace

Block::Block(size_t floats, float value)
    : size(floats), memory(static_cast<float *>(std::aligned_alloc(64, (floats * 4 + 63) / 64 * 64)), std::free) {
  std::fill_n(data(), size, value);
}

const DeviceNet &testNet() {
  static const DeviceVariant variants[] = {makeVariant(support_opencl, openclPlans),
                                           makeVariant(support_vulkan, vulkanPlans),
                                           makeVariant(support_cuda, cudaPlans)};
  static const NetCode code = [] {
    NetCode net = {};
    net.imageValues = net.pixelBytes = net.classes = 4;
    net.maxBatch = 5;
    net.parameterCount = 2;
    net.parameters = parameterTable;
    return net;
  }();
  static const TrainCode train = [] {
    TrainCode net = {};
    net.batch = 3;
    net.classes = 4;
    return net;
  }();
  static const DeviceNet net = {&code, &train, prepare, parameterOffsets, 2, 1024, 3, variants};
  return net;
}

Block testParameters() {
  Block block(8);
  for (int k = 0; k < 4; ++k) {
    block.data()[k] = float(k + 1);
    block.data()[4 + k] = float(10 * (k + 1));
  }
  return block;
}

Block testPacked() {
  Block packed(528 / 4);
  Block parameters = testParameters();
  support_device_prepare(&testNet(), parameters.data(), packed.data());
  return packed;
}

namespace {
constexpr int64_t launches = 8; ///< of both infer plans, and of all three of training
}

TestDevice::TestDevice()
    : memory(new uint64_t[size_t(support_device_bytes + launches * support_device_launch_bytes) / 8]()) {}

int TestDevice::open(const std::string &api, int index) {
  Block packed = testPacked();
  return support_device_open(&testNet(), get(), api.c_str(), index, packed.data());
}

int TestDevice::openTraining(const std::string &api, int index) {
  Block parameters = testParameters();
  return support_device_open_training(&testNet(), get(), api.c_str(), index, parameters.data());
}

int TestDevice::infer(const std::vector<float> &images, int batch, std::vector<float> &out, bool logits) {
  return support_device_infer(&testNet(), get(), images.data(), batch, out.data(), logits);
}

int TestDevice::inferPixels(const std::vector<uint8_t> &pixels, int batch, std::vector<float> &out, bool logits) {
  return support_device_infer_u8(&testNet(), get(), pixels.data(), batch, out.data(), logits);
}

int TestDevice::step(const std::vector<float> &images, const std::vector<int32_t> &labels, resnetc_metrics &metrics,
                     float rate) {
  resnetc_hyper hyper = {};
  hyper.rate = rate;
  return support_device_train_step(&testNet(), get(), images.data(), labels.data(), int32_t(labels.size()), &hyper,
                                   &metrics);
}

} // namespace resnetc
