#include "backends/schedules/BuildKernel.h"
#include "backends/schedules/Conv2d.h"
#include "backends/schedules/FilterGradient.h"
#include "backends/schedules/Gradients.h"
#include "backends/schedules/InputGradient.h"
#include "backends/schedules/Prepare.h"
#include "backends/schedules/Stem.h"
#include "backends/schedules/Streaming.h"
#include "backends/schedules/Training.h"
#include "backends/schedules/device/BuildDeviceKernel.h"
#include "ir/machine/Machine.h"
#include <stdexcept>

namespace resnetc {
namespace {

struct Builder {
  std::string_view operation;
  Kernel (*build)(const KernelKey &);
};

const Builder builders[] = {
    {"conv2d", buildConv2d},
    {"dense", buildDense},
    {"stem", buildStem},
    {"max_pool", buildMaxPool},
    {"global_avg_pool", buildGlobalAvgPool},
    {"softmax", buildSoftmax},
    {"pad_channels", buildPadChannels},
    {"preprocess", buildPreprocess},
    {"layout", buildLayout},
    {"pack_filter", buildPackFilter},
    {"fold_shift", buildFoldShift},
    {"pack_transposed", buildPackTransposed},
    {"filter_gradient", buildFilterGradient},
    {"input_gradient", buildInputGradient},
    {"bias_gradient", buildBiasGradient},
    {"batch_images", buildLayout},
    {"batch_norm_statistics", buildBatchNormStatistics},
    {"batch_norm", buildBatchNorm},
    {"batch_norm_sums", buildBatchNormSums},
    {"batch_norm_gradient", buildBatchNormGradient},
    {"batch_norm_frozen_gradient", buildBatchNormFrozenGradient},
    {"relu", buildRelu},
    {"relu_gradient", buildReluGradient},
    {"add", buildAdd},
    {"max_pool_indices", buildMaxPoolIndices},
    {"max_pool_gradient", buildMaxPoolGradient},
    {"global_avg_pool_gradient", buildGlobalAvgPoolGradient},
    {"pad_channels_gradient", buildPadChannelsGradient},
    {"softmax_cross_entropy", buildCrossEntropy},
    {"sgd_update", buildSgdUpdate},
    {"adam_update", buildAdamUpdate},
    {"update_moving", buildUpdateMoving},
};
} // namespace

Kernel buildKernel(const KernelKey &key) {
  const Machine *machine = findMachine(key.text("machine"));
  if (machine && machine->isDevice())
    return buildDeviceKernel(key);
  for (const Builder &builder : builders)
    if (builder.operation == key.operation())
      return builder.build(key);
  throw std::invalid_argument("no kernel is known for " + key.operation());
}

Halide::Pipeline pipelineOf(const Kernel &kernel) {
  std::vector<Halide::Func> outputs = {kernel.output};
  outputs.insert(outputs.end(), kernel.moreOutputs.begin(), kernel.moreOutputs.end());
  Halide::Pipeline pipeline(outputs);
  if (kernel.addPasses)
    kernel.addPasses(pipeline);
  return pipeline;
}

std::vector<Halide::Argument> argumentsOf(const Kernel &kernel) {
  return std::vector<Halide::Argument>(kernel.inputs.begin(), kernel.inputs.end());
}

} // namespace resnetc
