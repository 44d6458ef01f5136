// PlanChecker: follows one plan call by call and knows, for every byte range, which
// tensor lies there now. It is VerifyPlanned's proof for one plan.
#pragma once
#include "ir/dialect/Resnet.h"
#include "ir/machine/KernelArguments.h"
#include "ir/machine/Machine.h"
#include "passes/Alignment.h"

namespace resnetc {

/// A tensor that a kernel wrote or the caller passed, where it lies, and whether its
/// halo holds zeros.
struct PlacedTensor {
  resnet::BufferAttr buffer;
  KernelArgument shape;
  bool haloIsZero = false;
  std::string writer; ///< the layer, for messages
};

class PlanChecker {
public:
  /// `given`: what the caller passes: parameters for @prepare, packed tensors for @infer_N,
  /// parameters, optimizer, labels and hyper for training. `machine`: whose kernels the plan calls.
  PlanChecker(resnet::PlanOp plan, const Machine &machine, std::vector<PlacedTensor> given);
  mlir::LogicalResult check();
  /// Everything that lies in `space` after the plan has run.
  std::vector<PlacedTensor> tensorsIn(resnet::Space space) const;

private:
  mlir::LogicalResult checkRun(resnet::RunOp run);
  mlir::LogicalResult checkBuffer(mlir::Operation *op, resnet::BufferAttr buffer, int64_t bytes, llvm::StringRef what);
  mlir::LogicalResult checkRead(resnet::RunOp run, resnet::BufferAttr buffer, const KernelArgument &argument);
  mlir::LogicalResult checkWrite(resnet::RunOp run, const KernelKey &key, resnet::BufferAttr write,
                                 const KernelArgument &output);
  mlir::LogicalResult checkOverlaps(resnet::RunOp run, const KernelKey &key, resnet::BufferAttr write,
                                    const KernelArgument &output, bool &onResidual);
  mlir::LogicalResult checkInPlace(resnet::RunOp run);
  mlir::LogicalResult checkMetric(resnet::RunOp run, resnet::BufferAttr write, const KernelArgument &output);
  mlir::LogicalResult checkZeroHalo(resnet::ZeroHaloOp zero);
  mlir::LogicalResult checkGradients();
  mlir::LogicalResult checkImages(resnet::RunOp run, resnet::BufferAttr buffer, const KernelArgument &argument);
  /// Forgets what the bytes held; remembers who took them, for messages.
  void overwrite(resnet::BufferAttr buffer, llvm::StringRef by);

  resnet::PlanOp plan;
  resnet::NetOp net;
  const Machine &machine;
  Alignment alignment;
  std::vector<PlacedTensor> tensors;
  std::vector<PlacedTensor> lost; ///< overwritten, with their overwriter as `writer`
  std::vector<std::pair<resnet::BufferAttr, std::vector<int64_t>>> zeroed; ///< halos not yet written into
};

} // namespace resnetc
