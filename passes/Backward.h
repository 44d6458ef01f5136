// Backward: the chain rule over the closed set of layers. Out of the forward ops of a
// training function it makes the ops that bring the loss's gradient to every parameter
// that is trained. Differentiate decides what the forward is; this follows it back.
#pragma once
#include "ir/dialect/Resnet.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

namespace resnetc {

/// What becomes of a parameter's gradient: the optimizer's step at once, or kept for the caller.
enum class GradientUse { Update, Store };

class Backward {
public:
  /// Ops are made where `builder` stands. `hyper` is the function's argument.
  Backward(mlir::OpBuilder &builder, resnet::TrainAttr train, mlir::Value hyper, GradientUse use)
      : builder(builder), train(train), hyper(hyper), use(use) {}

  /// \param forward   the ops from the images to the logits, in order
  /// \param logits    their last value, \param dlogits its gradient
  /// Fails with an error at an op that has no gradient. A layer's parameters change only
  /// after the last op that reads them.
  mlir::LogicalResult run(llvm::ArrayRef<mlir::Operation *> forward, mlir::Value logits, mlir::Value dlogits);

private:
  void noteWhatNeedsGradients(llvm::ArrayRef<mlir::Operation *> forward);
  mlir::LogicalResult differentiate(mlir::Operation *op, mlir::Value dy);
  void of(resnet::Conv2dOp op, mlir::Value dy);
  void of(resnet::DenseOp op, mlir::Value dy);
  void of(resnet::BatchNormTrainOp op, mlir::Value dy);
  void of(resnet::BatchNormOp op, mlir::Value dy);
  void of(resnet::ReluOp op, mlir::Value dy);
  void of(resnet::AddOp op, mlir::Value dy);
  void of(resnet::MaxPoolOp op, mlir::Value dy);
  void of(resnet::GlobalAvgPoolOp op, mlir::Value dy);
  void of(resnet::PadChannelsOp op, mlir::Value dy);

  /// One of a value's gradients; those of a value with several readers are added.
  void addGradient(mlir::Value value, mlir::Value gradient);
  bool needsGradient(mlir::Value value) const { return needing.contains(value); }
  /// Updates or stores, if the parameter is trained.
  void useGradient(mlir::Operation *layerOp, llvm::StringRef word, mlir::Value gradient);
  void updateMoving(resnet::BatchNormTrainOp op);
  void useBiasGradient(mlir::Operation *layerOp, mlir::FlatSymbolRefAttr layer, mlir::Value dy);

  mlir::OpBuilder &builder;
  resnet::TrainAttr train;
  mlir::Value hyper;
  GradientUse use;
  llvm::DenseSet<mlir::Value> needing; ///< values that depend on a trained parameter
  llvm::DenseMap<mlir::Value, mlir::Value> gradients;
};

} // namespace resnetc
