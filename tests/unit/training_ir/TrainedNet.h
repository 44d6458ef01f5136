// TrainedNet: a spec on its way through import and Differentiate, with values to start from.
#pragma once
#include "ir/interpreter/Training.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"

namespace resnetc {

/// A loss and what it depends on.
struct Outcome {
  double loss = 0;
  int64_t correct = 0;
};

class TrainedNet {
public:
  /// `freeze`: a layer whose parameters are frozen beside those of the spec.
  TrainedNet(const std::string &spec, int64_t batch, const std::string &freeze = "");

  resnet::NetOp net() { return *module->getOps<resnet::NetOp>().begin(); }
  resnet::FuncOp function(llvm::StringRef name);
  /// Parameters of net(), seeded; n = batch, rate 0.1.
  TrainingState start(uint64_t seed = 5);

  Outcome run(llvm::StringRef name, const Tensor &images, const Tensor &labels, TrainingState &state);
  /// The loss of @gradients without the backward.
  double loss(const Tensor &images, const Tensor &labels, TrainingState &state);

  Tensor images(uint64_t seed = 11);
  Tensor labels(); ///< 0, 3, 6, 9 … modulo the classes

private:
  void addLossFunction();

  mlir::MLIRContext context{mlir::MLIRContext::Threading::DISABLED};
  mlir::OwningOpRef<mlir::ModuleOp> module;
  int64_t batch;
};

} // namespace resnetc
