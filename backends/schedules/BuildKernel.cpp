#include "backends/schedules/BuildKernel.h"
#include "backends/schedules/Conv2d.h"
#include "backends/schedules/Prepare.h"
#include "backends/schedules/Stem.h"
#include "backends/schedules/Streaming.h"
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
};
} // namespace

Kernel buildKernel(const KernelKey &key) {
  for (const Builder &builder : builders)
    if (builder.operation == key.operation())
      return builder.build(key);
  throw std::invalid_argument("no kernel is known for " + key.operation());
}

Halide::Pipeline pipelineOf(const Kernel &kernel) {
  std::vector<Halide::Func> outputs = {kernel.output};
  outputs.insert(outputs.end(), kernel.moreOutputs.begin(), kernel.moreOutputs.end());
  return Halide::Pipeline(outputs);
}

std::vector<Halide::Argument> argumentsOf(const Kernel &kernel) {
  return std::vector<Halide::Argument>(kernel.inputs.begin(), kernel.inputs.end());
}

} // namespace resnetc
