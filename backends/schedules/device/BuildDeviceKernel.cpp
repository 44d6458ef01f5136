#include "backends/schedules/device/BuildDeviceKernel.h"
#include "backends/schedules/device/Conv2d.h"
#include "backends/schedules/device/Maps.h"
#include "backends/schedules/device/Sums.h"
#include "backends/schedules/device/Training.h"
#include <stdexcept>

namespace resnetc {
namespace {

constexpr int vectorBytes = 16;

struct Builder {
  std::string_view operation;
  Kernel (*build)(const KernelKey &);
};

const Builder builders[] = {
    {"conv2d", buildDeviceConv2d},
    {"conv2d_parts", buildDeviceConv2d},
    {"dense", buildDeviceDense},
    {"sum_parts", buildDeviceSumParts},
    {"max_pool", buildDeviceMaxPool},
    {"global_avg_pool", buildDeviceGlobalAvgPool},
    {"softmax", buildDeviceSoftmax},
    {"pad_channels", buildDevicePadChannels},
    {"preprocess", buildDevicePreprocess},
    {"layout", buildDeviceLayout},
    {"zero_halo", buildDeviceZeroHalo},
    {"batch_images", buildDeviceLayout},
    {"batch_norm_statistics", buildDeviceBatchNormStatistics},
    {"batch_norm", buildDeviceBatchNorm},
    {"batch_norm_sums", buildDeviceBatchNormSums},
    {"batch_norm_gradient", buildDeviceBatchNormGradient},
    {"batch_norm_frozen_gradient", buildDeviceBatchNormFrozenGradient},
    {"relu", buildDeviceRelu},
    {"relu_gradient", buildDeviceReluGradient},
    {"add", buildDeviceAdd},
    {"max_pool_indices", buildDeviceMaxPoolIndices},
    {"max_pool_gradient", buildDeviceMaxPoolGradient},
    {"global_avg_pool_gradient", buildDeviceGlobalAvgPoolGradient},
    {"pad_channels_gradient", buildDevicePadChannelsGradient},
    {"softmax_cross_entropy", buildDeviceCrossEntropy},
    {"bias_gradient", buildDeviceBiasGradient},
    {"sgd_update", buildDeviceUpdate},
    {"adam_update", buildDeviceUpdate},
    {"update_moving", buildDeviceUpdate},
    {"pack_filter", buildDevicePackFilter},
    {"pack_transposed", buildDevicePackTransposed},
    {"fold_shift", buildDeviceFoldShift},
    {"filter_gradient", buildDeviceFilterGradient},
    {"filter_gradient_parts", buildDeviceFilterGradient},
    {"input_gradient", buildDeviceInputGradient},
};

/// Device buffers begin at multiples of 512 bytes.
void alignBuffers(Kernel &kernel) {
  for (Halide::ImageParam &input : kernel.inputs)
    input.set_host_alignment(vectorBytes);
  for (Halide::OutputImageParam buffer : kernel.output.output_buffers())
    buffer.set_host_alignment(vectorBytes);
  for (Halide::Func &output : kernel.moreOutputs)
    for (Halide::OutputImageParam buffer : output.output_buffers())
      buffer.set_host_alignment(vectorBytes);
}
} // namespace

Kernel buildDeviceKernel(const KernelKey &key) {
  for (const Builder &builder : builders)
    if (builder.operation == key.operation()) {
      Kernel kernel = builder.build(key);
      alignBuffers(kernel);
      return kernel;
    }
  throw std::invalid_argument("no device kernel is known for " + key.operation());
}

} // namespace resnetc
