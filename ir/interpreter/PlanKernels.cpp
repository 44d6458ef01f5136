#include "ir/interpreter/PlanKernels.h"
#include "ir/interpreter/Convolution.h"
#include "ir/interpreter/Maps.h"
#include "ir/interpreter/Parts.h"
#include "ir/interpreter/Pooling.h"
#include "ir/interpreter/TrainKernels.h"
#include "ir/interpreter/Weights.h"

namespace resnetc {
namespace {
using Inputs = std::vector<Tensor>;
using Result = llvm::Expected<Tensor>;

Tensor interior(const Tensor &map, int64_t halo) { return cropped(map, halo, halo, halo, halo); }

Tensor interiorOfInput(const KernelKey &key, const Inputs &inputs) {
  return interior(inputs[0], key.layout("in").halo);
}

/// A convolution takes its padding from memory: the map with as much of its halo as the
/// padding asks for, to be read without padding.
Result paddedInput(const KernelKey &key, const Inputs &inputs) {
  const int64_t halo = key.layout("in").halo;
  const Padding pad = key.padding("pad");
  if (pad.largest() > halo)
    return llvm::make_error<llvm::StringError>("reads " + std::to_string(pad.largest()) +
                                                   " pixels beyond the edge, but its input has a halo of " +
                                                   std::to_string(halo),
                                               llvm::inconvertibleErrorCode());
  return cropped(inputs[0], halo - pad.top, halo - pad.left, halo - pad.bottom, halo - pad.right);
}

Result convolve(const KernelKey &key, const Inputs &inputs, const Tensor *residual) {
  const int64_t k = key.integer("k");
  Result input = paddedInput(key, inputs);
  if (!input)
    return input;
  const Tensor filter = unpackFilter(inputs[1], k), shift = unpackShift(inputs[2], k);
  return conv2d(*input, filter, {key.integer("stride"), Padding(), &shift, residual, key.flag("relu")});
}

Result conv2dKernel(const KernelKey &key, const Inputs &inputs) {
  if (!key.flag("add"))
    return convolve(key, inputs, nullptr);
  const Tensor residual = interior(inputs[3], key.layout("out").halo);
  return convolve(key, inputs, &residual);
}

Result conv2dPartsKernel(const KernelKey &key, const Inputs &inputs) {
  Result input = paddedInput(key, inputs);
  if (!input)
    return input;
  return conv2dParts(*input, unpackFilter(inputs[1], key.integer("k")), key.integer("stride"), Padding(),
                     key.integer("parts"));
}

Result sumPartsKernel(const KernelKey &key, const Inputs &inputs) {
  Tensor shift, residual;
  if (key.flag("shift"))
    shift = unpackShift(inputs[1], key.integer("k"));
  if (key.flag("add"))
    residual = interior(inputs.back(), key.layout("out").halo);
  return sumParts(inputs[0], key.flag("shift") ? &shift : nullptr, key.flag("add") ? &residual : nullptr,
                  key.flag("relu"));
}

Result stemKernel(const KernelKey &key, const Inputs &inputs) {
  Result convolved = convolve(key, inputs, nullptr);
  if (!convolved)
    return convolved;
  return maxPool(*convolved, key.integer("pool"), key.integer("pool_stride"), key.padding("pool_pad"));
}

Result maxPoolKernel(const KernelKey &key, const Inputs &inputs) {
  return maxPool(interiorOfInput(key, inputs), key.integer("r"), key.integer("stride"), key.padding("pad"));
}

Result globalAvgPoolKernel(const KernelKey &key, const Inputs &inputs) {
  return globalAvgPool(interiorOfInput(key, inputs));
}

Result denseKernel(const KernelKey &key, const Inputs &inputs) {
  const int64_t k = key.integer("k");
  return dense(inputs[0], reshaped(unpackFilter(inputs[1], k), {key.integer("c"), k}), unpackShift(inputs[2], k));
}

Result softmaxKernel(const KernelKey &, const Inputs &inputs) { return softmax(inputs[0]); }

Result padChannelsKernel(const KernelKey &key, const Inputs &inputs) {
  return padChannels(interiorOfInput(key, inputs), key.integer("stride"), key.integer("k"));
}

Result preprocessKernel(const KernelKey &key, const Inputs &inputs) {
  const Tensor images =
      preprocess(inputs[0], {key.text("order"), key.real("scale"), key.reals("mean"), key.reals("std")});
  return key.layout("out").channelsFirst ? nhwcToNchw(images) : images;
}

Result layoutKernel(const KernelKey &key, const Inputs &inputs) {
  return key.layout("in").channelsFirst ? nchwToNhwc(inputs[0]) : inputs[0];
}

Result packFilterKernel(const KernelKey &key, const Inputs &inputs) {
  if (!key.flag("fold"))
    return packFilter(inputs[0], key.integer("panel"));
  const Tensor factor = normFactor(inputs[1], inputs[2], key.real("epsilon"));
  return packFilter(foldFilter(inputs[0], factor), key.integer("panel"));
}

Result foldShiftKernel(const KernelKey &key, const Inputs &inputs) {
  const size_t first = key.flag("bias") ? 1 : 0; // of the norm's tensors
  Tensor shift = first ? inputs[0] : filled({key.integer("k")});
  if (key.flag("fold"))
    shift = foldShift(std::move(shift), {inputs[first], inputs[first + 1], inputs[first + 2], inputs[first + 3],
                                         key.real("epsilon")});
  return packShift(shift, key.integer("panel"));
}

struct Meaning {
  std::string operation;
  Result (*compute)(const KernelKey &, const Inputs &);
};

const Meaning meanings[] = {
    {"conv2d", conv2dKernel},
    {"conv2d_parts", conv2dPartsKernel},
    {"sum_parts", sumPartsKernel},
    {"stem", stemKernel},
    {"max_pool", maxPoolKernel},
    {"global_avg_pool", globalAvgPoolKernel},
    {"dense", denseKernel},
    {"softmax", softmaxKernel},
    {"pad_channels", padChannelsKernel},
    {"preprocess", preprocessKernel},
    {"layout", layoutKernel},
    {"pack_filter", packFilterKernel},
    {"fold_shift", foldShiftKernel},
};
} // namespace

llvm::Expected<std::vector<Tensor>> interpretKernel(const KernelKey &key, const Inputs &inputs) {
  for (const Meaning &meaning : meanings)
    if (meaning.operation == key.operation()) {
      Result output = meaning.compute(key, inputs);
      if (!output)
        return output.takeError();
      return std::vector<Tensor>{std::move(*output)};
    }
  if (auto outputs = interpretTrainKernel(key, inputs))
    return std::move(*outputs);
  return llvm::make_error<llvm::StringError>("has no meaning in the interpreter: " + key.operation(),
                                             llvm::inconvertibleErrorCode());
}

} // namespace resnetc
