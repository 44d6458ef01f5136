#include "passes/KernelKeys.h"
#include "ir/dialect/Layers.h"
#include "ir/machine/Catalog.h"
#include "passes/KeyFields.h"
#include "passes/TrainingKeys.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace resnetc {
namespace {
template <typename Op> void setConvolution(KernelKey &key, Op op) {
  setMap(key, tensor(op.getInput()));
  key.set("k", tensor(op.getResult()).getDimSize(3)).set("r", resnet::windowOf(op));
  key.set("stride", int64_t(op.getStride())).set("pad", resnet::paddingOf(op.getPad()));
  key.set("relu", int64_t(op.getEpilogue() == resnet::Epilogue::Relu));
  key.set("in", layoutOf(op.getInput())).set("out", layoutOf(op.getResult()));
}

KernelKey question(resnet::Conv2dOp op) {
  KernelKey key("conv2d");
  setConvolution(key, op);
  return key.set("add", int64_t(op.getResidual() != nullptr)).set("inplace", int64_t(0));
}

KernelKey question(resnet::Conv2dPartsOp op) {
  KernelKey key("conv2d_parts");
  setMap(key, tensor(op.getInput()));
  ArrayRef<int64_t> parts = tensor(op.getResult()).getShape();
  key.set("k", parts.back()).set("r", resnet::windowOf(op)).set("parts", parts.front());
  key.set("stride", int64_t(op.getStride())).set("pad", resnet::paddingOf(op.getPad()));
  return key.set("in", layoutOf(op.getInput()));
}

KernelKey question(resnet::SumPartsOp op) {
  KernelKey key("sum_parts");
  RankedTensorType sum = tensor(op.getResult());
  key.set("parts", tensor(op.getParts()).getDimSize(0)).set("n", sum.getDimSize(0)).set("h", sum.getDimSize(1));
  key.set("w", sum.getDimSize(2)).set("k", sum.getDimSize(3)).set("shift", int64_t(op.getLayer().has_value()));
  key.set("add", int64_t(op.getResidual() != nullptr)).set("relu", int64_t(op.getEpilogue() == resnet::Epilogue::Relu));
  return key.set("out", layoutOf(op.getResult()));
}

KernelKey question(resnet::StemOp op) {
  KernelKey key("stem");
  setConvolution(key, op);
  key.set("pool", int64_t(op.getPool())).set("pool_stride", int64_t(op.getPoolStride()));
  return key.set("pool_pad", resnet::paddingOf(op.getPoolPad()));
}

KernelKey question(resnet::MaxPoolOp op) {
  KernelKey key("max_pool");
  setMap(key, tensor(op.getInput()));
  key.set("r", int64_t(op.getWindow())).set("stride", int64_t(op.getStride()));
  key.set("pad", resnet::paddingOf(op.getPad()));
  return key.set("in", layoutOf(op.getInput())).set("out", layoutOf(op.getResult()));
}

KernelKey question(resnet::GlobalAvgPoolOp op) {
  KernelKey key("global_avg_pool");
  setMap(key, tensor(op.getInput()));
  return key.set("in", layoutOf(op.getInput()));
}

KernelKey question(resnet::DenseOp op) {
  KernelKey key("dense");
  RankedTensorType input = tensor(op.getInput());
  return key.set("n", input.getDimSize(0)).set("c", input.getDimSize(1)).set("k", tensor(op.getResult()).getDimSize(1));
}

KernelKey question(resnet::SoftmaxOp op) {
  KernelKey key("softmax");
  return key.set("n", tensor(op.getInput()).getDimSize(0)).set("k", tensor(op.getInput()).getDimSize(1));
}

KernelKey question(resnet::PadChannelsOp op) {
  KernelKey key("pad_channels");
  setMap(key, tensor(op.getInput()));
  key.set("k", tensor(op.getResult()).getDimSize(3)).set("stride", int64_t(op.getStride()));
  return key.set("in", layoutOf(op.getInput())).set("out", layoutOf(op.getResult()));
}

KernelKey question(resnet::LayoutOp op) {
  KernelKey key("layout");
  setMap(key, tensor(op.getResult()));
  return key.set("in", layoutOf(op.getInput(), op.getNchw())).set("out", layoutOf(op.getResult()));
}

KernelKey question(resnet::PreprocessOp op) {
  auto net = op->getParentOfType<resnet::NetOp>();
  resnet::PreprocessAttr how = *net.getPreprocess();
  ArrayRef<int64_t> extents = net.getInput();
  KernelKey key("preprocess");
  key.set("n", tensor(op.getPixels()).getDimSize(0)).set("h", extents[0]).set("w", extents[1]).set("c", extents[2]);
  key.set("order", resnet::stringifyChannelOrder(how.getOrder()).str()).set("scale", how.getScale().getValueAsDouble());
  key.set("mean", how.getMean().asArrayRef().vec()).set("std", how.getDeviation().asArrayRef().vec());
  return key.set("in", layoutOf(op.getPixels())).set("out", layoutOf(op.getResult(), op.getNchw()));
}
} // namespace

std::optional<KernelKey> questionOf(Operation *op, const std::string &machine) {
  auto key = llvm::TypeSwitch<Operation *, std::optional<KernelKey>>(op)
                 .Case<resnet::Conv2dOp, resnet::Conv2dPartsOp, resnet::SumPartsOp, resnet::StemOp, resnet::MaxPoolOp,
                       resnet::GlobalAvgPoolOp, resnet::DenseOp, resnet::SoftmaxOp, resnet::PadChannelsOp,
                       resnet::LayoutOp, resnet::PreprocessOp>(
                     [](auto layer) { return question(layer); })
                 .Default([](Operation *other) { return trainingQuestionOf(other); });
  if (key)
    key->set("machine", machine);
  return key;
}

std::optional<KernelKey> keyOf(Operation *op, const std::string &machine) {
  auto key = questionOf(op, machine);
  if (auto by = op->getAttrOfType<StringAttr>("by"); key && by)
    key->setChoice(by.getValue().str());
  return key;
}

KernelKey zeroHaloKey(const KernelArgument &map, const std::string &machine) {
  KernelKey key("zero_halo");
  Layout layout;
  layout.halo = map.halo;
  key.set("n", map.extents[0]).set("h", map.extents[1]).set("w", map.extents[2]).set("c", map.extents[3]);
  return chosen(key.set("out", layout).set("machine", machine));
}

KernelKey chosen(const KernelKey &question) {
  const std::vector<Candidate> candidates = candidatesFor(question, *findMachine(question.text("machine")));
  const Candidate *best = chooseKernel(candidates);
  return best ? best->key : KernelKey(question).set("algorithm", "plain"); // VerifyPlanned says why not
}

std::pair<KernelKey, KernelKey> keysOf(resnet::PackOp pack, const std::string &machine) {
  auto fold = pack.getFilter().getDefiningOp<resnet::FoldOp>();
  ArrayRef<int64_t> shape = tensor(pack.getFilter()).getShape();
  int64_t outputs = shape.back(), folds = fold.getNorm().has_value();
  double epsilon = fold.getEpsilon() ? fold.getEpsilon()->convertToDouble() : 0;
  auto finish = [&](KernelKey &key) {
    key.set("k", outputs).set("fold", folds).set("epsilon", epsilon);
    key.set("panel", int64_t(pack.getPanel())).set("machine", machine);
  };
  KernelKey filter("pack_filter"), shift("fold_shift");
  filter.set("c", shape[shape.size() - 2]).set("r", shape.size() == 4 ? shape[0] : int64_t(1));
  shift.set("bias", int64_t(resnet::findParameter(fold, fold.getLayer(), "bias") != nullptr));
  finish(filter);
  finish(shift);
  return {chosen(filter), chosen(shift)};
}

SmallVector<std::string> parametersOfFilter(resnet::FoldOp fold) {
  SmallVector<std::string> names = {(fold.getLayer() + "/kernel").str()};
  if (auto norm = fold.getNorm())
    for (const char *word : {"/gamma", "/moving_variance"})
      names.push_back((*norm + word).str());
  return names;
}

SmallVector<std::string> parametersOfShift(resnet::FoldOp fold) {
  SmallVector<std::string> names;
  if (resnet::findParameter(fold, fold.getLayer(), "bias"))
    names.push_back((fold.getLayer() + "/bias").str());
  if (auto norm = fold.getNorm())
    for (const char *word : {"/gamma", "/beta", "/moving_mean", "/moving_variance"})
      names.push_back((*norm + word).str());
  return names;
}

} // namespace resnetc
