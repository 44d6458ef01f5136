#include "passes/TrainingKeys.h"
#include "ir/dialect/Layers.h"
#include "ir/machine/InputGradientPhases.h"
#include "passes/KernelKeys.h"
#include "passes/KeyFields.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace resnetc {
namespace {
int64_t asFlag(bool value) { return int64_t(value); }

double real(const APFloat &value) { return value.convertToDouble(); }

KernelKey question(resnet::BatchImagesOp op) {
  KernelKey key("batch_images");
  setMap(key, tensor(op.getResult()));
  return key.set("in", layoutOf(op.getImages(), op.getNchw())).set("out", layoutOf(op.getResult()));
}

KernelKey question(resnet::BatchNormStatisticsOp op) {
  KernelKey key("batch_norm_statistics");
  setMap(key, tensor(op.getInput()));
  return key.set("in", layoutOf(op.getInput()));
}

KernelKey question(resnet::NormalizeOp op) {
  KernelKey key("batch_norm");
  setMap(key, tensor(op.getInput()));
  key.set("add", asFlag(op.getResidual() != nullptr)).set("relu", asFlag(op.getEpilogue() == resnet::Epilogue::Relu));
  key.set("epsilon", real(op.getEpsilon()));
  return key.set("in", layoutOf(op.getInput())).set("out", layoutOf(op.getResult()));
}

/// What the ways back of batch norm share.
template <typename Op> KernelKey normGradient(const char *operation, Op op) {
  KernelKey key(operation);
  setMap(key, tensor(op.getDy()));
  key.set("relu", asFlag(op.getY() != nullptr)).set("epsilon", real(op.getEpsilon()));
  return key.set("dy", layoutOf(op.getDy())).set("y", op.getY() ? layoutOf(op.getY()) : Layout());
}

KernelKey question(resnet::BatchNormSumsOp op) {
  return normGradient("batch_norm_sums", op).set("in", layoutOf(op.getInput()));
}

KernelKey question(resnet::NormalizeGradientOp op) {
  return normGradient("batch_norm_gradient", op).set("in", layoutOf(op.getInput())).set("out", layoutOf(op.getDx()));
}

KernelKey question(resnet::BatchNormFrozenGradientOp op) {
  return normGradient("batch_norm_frozen_gradient", op).set("out", layoutOf(op.getDx()));
}

KernelKey question(resnet::ReluOp op) {
  KernelKey key("relu");
  setMap(key, tensor(op.getInput()));
  return key.set("in", layoutOf(op.getInput())).set("out", layoutOf(op.getResult()));
}

KernelKey question(resnet::ReluGradientOp op) {
  KernelKey key("relu_gradient");
  setMap(key, tensor(op.getDy()));
  return key.set("dy", layoutOf(op.getDy())).set("y", layoutOf(op.getOutput())).set("out", layoutOf(op.getDx()));
}

KernelKey question(resnet::AddOp op) {
  KernelKey key("add");
  setMap(key, tensor(op.getBranch()));
  return key.set("relu", asFlag(false)).set("in", layoutOf(op.getBranch())).set("out", layoutOf(op.getResult()));
}

template <typename Op> void setWindow(KernelKey &key, Op op, int64_t window) {
  key.set("r", window).set("stride", int64_t(op.getStride())).set("pad", resnet::paddingOf(op.getPad()));
}

KernelKey question(resnet::MaxPoolIndicesOp op) {
  KernelKey key("max_pool_indices");
  setMap(key, tensor(op.getInput()));
  setWindow(key, op, int64_t(op.getWindow()));
  return key.set("in", layoutOf(op.getInput())).set("out", layoutOf(op.getResult()));
}

KernelKey question(resnet::MaxPoolIndicesGradientOp op) {
  KernelKey key("max_pool_gradient");
  setMap(key, tensor(op.getDx()));
  setWindow(key, op, int64_t(op.getWindow()));
  return key.set("dy", layoutOf(op.getDy())).set("out", layoutOf(op.getDx()));
}

KernelKey question(resnet::GlobalAvgPoolGradientOp op) {
  KernelKey key("global_avg_pool_gradient");
  setMap(key, tensor(op.getDx()));
  return key.set("out", layoutOf(op.getDx()));
}

KernelKey question(resnet::PadChannelsGradientOp op) {
  KernelKey key("pad_channels_gradient");
  setMap(key, tensor(op.getDx()));
  key.set("k", tensor(op.getDy()).getDimSize(3)).set("stride", int64_t(op.getStride()));
  return key.set("dy", layoutOf(op.getDy())).set("out", layoutOf(op.getDx()));
}

KernelKey question(resnet::SoftmaxCrossEntropyOp op) {
  KernelKey key("softmax_cross_entropy");
  key.set("n", tensor(op.getLogits()).getDimSize(0)).set("k", tensor(op.getLogits()).getDimSize(1));
  return key.set("label_smoothing", op.getLabelSmoothing() ? real(*op.getLabelSmoothing()) : 0.0);
}

KernelKey question(resnet::Conv2dFilterGradientOp op) {
  KernelKey key("filter_gradient");
  setMap(key, tensor(op.getInput()));
  key.set("k", tensor(op.getDy()).getDimSize(3));
  setWindow(key, op, tensor(op.getDw()).getDimSize(0));
  return key.set("in", layoutOf(op.getInput())).set("dy", layoutOf(op.getDy()));
}

KernelKey question(resnet::Conv2dFilterGradientPartsOp op) {
  KernelKey key("filter_gradient_parts");
  setMap(key, tensor(op.getInput()));
  ArrayRef<int64_t> parts = tensor(op.getParts()).getShape();
  key.set("k", parts.back()).set("parts", parts.front());
  setWindow(key, op, parts[1]);
  return key.set("in", layoutOf(op.getInput())).set("dy", layoutOf(op.getDy()));
}

/// A dense layer's is that of a 1x1 convolution over one image whose pixels are the images.
KernelKey question(resnet::DenseFilterGradientOp op) {
  KernelKey key("filter_gradient");
  int64_t one = 1;
  key.set("n", one).set("h", tensor(op.getInput()).getDimSize(0)).set("w", one);
  key.set("c", tensor(op.getInput()).getDimSize(1)).set("k", tensor(op.getDy()).getDimSize(1));
  key.set("r", one).set("stride", one).set("pad", Padding());
  return key.set("in", Layout()).set("dy", Layout());
}

/// A convolution over dy with the rotated filter.
KernelKey convolutionOverDy(resnet::Conv2dInputGradientOp op, const Padding &pad) {
  KernelKey key("conv2d");
  setMap(key, tensor(op.getDy()));
  key.set("k", tensor(op.getDx()).getDimSize(3)).set("r", kernelWindow(op)).set("stride", int64_t(1)).set("pad", pad);
  key.set("add", asFlag(op.getResidual() != nullptr)).set("relu", asFlag(false)).set("inplace", asFlag(false));
  return key.set("in", layoutOf(op.getDy())).set("out", layoutOf(op.getDx()));
}

KernelKey question(resnet::Conv2dInputGradientOp op) {
  if (auto pad = rotatedPadding(op))
    return convolutionOverDy(op, *pad);
  KernelKey key("input_gradient");
  setMap(key, tensor(op.getDx()));
  key.set("k", tensor(op.getDy()).getDimSize(3));
  setWindow(key, op, kernelWindow(op));
  key.set("add", asFlag(op.getResidual() != nullptr));
  return key.set("dy", layoutOf(op.getDy())).set("out", layoutOf(op.getDx()));
}

KernelKey question(resnet::DenseInputGradientOp op) {
  KernelKey key("dense");
  key.set("n", tensor(op.getDy()).getDimSize(0)).set("c", tensor(op.getDy()).getDimSize(1));
  return key.set("k", tensor(op.getDx()).getDimSize(1));
}

KernelKey question(resnet::BiasGradientOp op) {
  KernelKey key("bias_gradient");
  RankedTensorType dy = tensor(op.getDy());
  bool isMap = dy.getRank() == 4;
  key.set("n", dy.getDimSize(0)).set("h", isMap ? dy.getDimSize(1) : 1).set("w", isMap ? dy.getDimSize(2) : 1);
  return key.set("k", dy.getShape().back()).set("dy", isMap ? layoutOf(op.getDy()) : Layout());
}

KernelKey question(resnet::UpdateMovingOp op) {
  KernelKey key("update_moving");
  key.set("c", tensor(op.getMean()).getDimSize(0)).set("momentum", real(op.getMomentum()));
  return key.set("pixels", int64_t(op.getPixels().value_or(0)));
}

KernelKey question(resnet::SgdUpdateOp op) {
  return KernelKey("sgd_update").set("count", tensor(op.getGradient()).getNumElements());
}

KernelKey question(resnet::AdamUpdateOp op) {
  KernelKey key("adam_update");
  key.set("count", tensor(op.getGradient()).getNumElements()).set("adamw", asFlag(op.getAdamw()));
  return key.set("beta1", real(op.getBeta1())).set("beta2", real(op.getBeta2())).set("epsilon", real(op.getEpsilon()));
}
} // namespace

std::optional<KernelKey> trainingQuestionOf(Operation *op) {
  return llvm::TypeSwitch<Operation *, std::optional<KernelKey>>(op)
      .Case<resnet::BatchImagesOp, resnet::BatchNormStatisticsOp, resnet::NormalizeOp, resnet::BatchNormSumsOp,
            resnet::NormalizeGradientOp, resnet::BatchNormFrozenGradientOp, resnet::ReluOp, resnet::ReluGradientOp,
            resnet::AddOp, resnet::MaxPoolIndicesOp, resnet::MaxPoolIndicesGradientOp, resnet::GlobalAvgPoolGradientOp,
            resnet::PadChannelsGradientOp, resnet::SoftmaxCrossEntropyOp, resnet::Conv2dFilterGradientOp,
            resnet::Conv2dFilterGradientPartsOp,
            resnet::DenseFilterGradientOp, resnet::Conv2dInputGradientOp, resnet::DenseInputGradientOp,
            resnet::BiasGradientOp, resnet::UpdateMovingOp, resnet::SgdUpdateOp, resnet::AdamUpdateOp>(
          [](auto layer) { return question(layer); })
      .Default([](Operation *) { return std::nullopt; });
}

int64_t kernelWindow(resnet::Conv2dInputGradientOp op) {
  return resnet::findParameter(op, op.getLayer(), "kernel").tensorType().getDimSize(0);
}

std::optional<Padding> rotatedPadding(resnet::Conv2dInputGradientOp op) {
  Padding pad = resnet::paddingOf(op.getPad());
  int64_t reach = kernelWindow(op) - 1;
  if (op.getStride() != 1 || pad.largest() > reach)
    return std::nullopt;
  return Padding{reach - pad.top, reach - pad.left, reach - pad.bottom, reach - pad.right};
}

int64_t haloOfGradient(resnet::Conv2dInputGradientOp op) {
  if (auto pad = rotatedPadding(op))
    return pad->largest();
  return haloOfInputGradient(question(op));
}

std::pair<KernelKey, KernelKey> keysOf(resnet::PackTransposedOp pack, const std::string &machine) {
  ArrayRef<int64_t> shape = resnet::findParameter(pack, pack.getLayer(), "kernel").tensorType().getShape();
  int64_t inputs = shape[shape.size() - 2];
  KernelKey filter("pack_transposed"), shift("fold_shift");
  filter.set("c", inputs).set("k", shape.back()).set("r", shape.size() == 4 ? shape[0] : int64_t(1));
  filter.set("rotate", asFlag(pack.getRotated()));
  shift.set("k", inputs).set("bias", asFlag(false)).set("fold", asFlag(false)).set("epsilon", 0.0);
  for (KernelKey *key : {&filter, &shift})
    key->set("panel", int64_t(pack.getPanel())).set("machine", machine);
  return {chosen(filter), chosen(shift)};
}

bool readsShift(resnet::PackTransposedOp pack, const std::string &machine) {
  return llvm::any_of(pack.getShift().getUsers(), [&](Operation *reader) {
    return !isa<resnet::Conv2dInputGradientOp>(reader) || keyOf(reader, machine)->operation() == "conv2d";
  });
}

} // namespace resnetc
