// PlanInterpreter: what a plan (phase 4) means, by kernel keys and byte offsets. Memory
// is one double for each element, at the place that its bytes would have; what nobody
// has written is NaN. So a map that lies over a living one, a halo that was not zeroed
// and a read of bytes that were never written show as NaN or wrong numbers.
//
//   PlanInterpreter interpreter(net);
//   interpreter.prepare(parameters);                  // @prepare, once
//   probabilities = interpreter.infer(images);        // @infer_N
#pragma once
#include "ir/interpreter/Interpreter.h"
#include <array>

namespace resnetc {

class PlanInterpreter {
public:
  /// Memory by resnet::Space.
  using Spaces = std::array<std::vector<double>, 11>;

  /// The net must be planned and outlive this. Packed memory is as large as what the
  /// net's plans write there, all NaN.
  explicit PlanInterpreter(resnet::NetOp net);

  /// Runs @prepare on the parameters, laid out in their order in the net without gaps.
  llvm::Error prepare(const ParameterValues &parameters);

  /// Runs @infer_N on N images as callers hand them in (N x H x W x C, or `nchw`): N x classes.
  /// `tap` gets each kernel's output, without halo, by the layer's name.
  llvm::Expected<Tensor> infer(const Tensor &images, const LayerTap &tap = nullptr);

  /// Runs @preprocess_N on N x H x W x 3 values from 0 to 255: what infer takes.
  llvm::Expected<Tensor> preprocess(const Tensor &pixels);

  /// Runs one plan on the memory as it stands; the arena is new and NaN each time.
  /// An error names the op: an offset that is no multiple of the element's size or lies
  /// outside of its space, a size that is not the kernel's, an output over an input.
  llvm::Error run(resnet::PlanOp plan, const LayerTap &tap = nullptr);

  /// The memory of a space: [offset / 4] is the float32 or label at a byte offset; of pixels and
  /// the arena [offset]. May be filled and resized at will between calls.
  std::vector<double> &space(resnet::Space which) { return spaces[size_t(which)]; }

private:
  llvm::Expected<Tensor> call(llvm::StringRef prefix, const Tensor &input, resnet::Space from, resnet::Space to,
                              std::vector<int64_t> resultShape, const LayerTap &tap);

  resnet::NetOp net;
  Spaces spaces;
};

} // namespace resnetc
