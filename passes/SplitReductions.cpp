// SplitReductions: a deep convolution over a small map has too few results to keep a
// device busy; in parts it has several times as many. See Passes.td.
#include "ir/dialect/Layers.h"
#include "ir/machine/Catalog.h"
#include "passes/FunctionsOf.h"
#include "passes/KernelKeys.h"
#include "passes/Machines.h"
#include "passes/Passes.h"
#include "mlir/IR/Builders.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace resnetc {
#define GEN_PASS_DEF_SPLITREDUCTIONS
#include "passes/Passes.h.inc"

namespace {
/// The two kernels that do the work of one.
struct Split {
  int64_t parts;
  Candidate making, adding;
  double seconds() const { return making.seconds + adding.seconds; }
};

KernelKey questionOfParts(const char *operation, const KernelKey &whole, int64_t parts) {
  KernelKey key(operation);
  for (const char *field : {"n", "h", "w", "c", "k", "r", "stride", "pad", "in", "dy"})
    if (key.has(field))
      key.set(field, whole.text(field));
  return key.set("parts", parts);
}

KernelKey questionOfSum(const KernelKey &convolution, int64_t parts) {
  KernelKey key("sum_parts");
  key.set("parts", parts).set("n", convolution.integer("n")).set("k", convolution.integer("k"));
  key.set("h", convolution.outputHeight()).set("w", convolution.outputWidth()).set("shift", int64_t(1));
  return key.set("add", convolution.text("add")).set("relu", convolution.text("relu")).set("out", convolution.text("out"));
}

/// A filter R x R x C x K is summed like R images of R x C pixels.
KernelKey questionOfGradientSum(const KernelKey &gradient, int64_t parts) {
  KernelKey key("sum_parts");
  key.set("parts", parts).set("n", gradient.integer("r")).set("h", gradient.integer("r"));
  key.set("w", gradient.integer("c")).set("k", gradient.integer("k"));
  for (const char *flag : {"shift", "add", "relu"})
    key.set(flag, int64_t(0));
  return key.set("out", Layout());
}

/// What it is predicted to cost, as it will stand in both ops.
std::string reasonFor(const Candidate &candidate, const Split &split, const Candidate &whole) {
  return llvm::formatv("{0:f3} ms, {1}; {2} parts and their sum {3:f3} ms, whole {4:f3} ms", 1e3 * candidate.seconds,
                       candidate.reason, split.parts, 1e3 * split.seconds(), 1e3 * whole.seconds)
      .str();
}

struct SplitReductions : impl::SplitReductionsBase<SplitReductions> {
  using SplitReductionsBase::SplitReductionsBase;

  void runOnOperation() override {
    if (!isForDevice(getOperation()))
      return;
    const Machine &machine = *machineOf(getOperation());
    for (resnet::FuncOp function : functionsOf(getOperation(), isInference))
      for (auto conv : llvm::make_early_inc_range(function.getOps<resnet::Conv2dOp>()))
        if (conv.getFolded() && !conv.getBy())
          split(conv, machine);
    for (resnet::FuncOp function : functionsOf(getOperation(), isTraining))
      for (auto gradient : llvm::make_early_inc_range(function.getOps<resnet::Conv2dFilterGradientOp>()))
        if (!gradient->hasAttr("by"))
          split(gradient, machine);
  }

  void split(resnet::Conv2dOp conv, const Machine &machine) {
    KernelKey question = *questionOf(conv, machine.name);
    auto better = betterSplit("conv2d_parts", question, questionOfSum, machine);
    if (!better)
      return;
    auto [whole, split] = *better;
    OpBuilder builder(conv);
    auto type = cast<RankedTensorType>(conv.getType());
    auto parts = builder.create<resnet::Conv2dPartsOp>(
        conv.getLoc(), partsType(type, split.parts), conv.getInput(), conv.getLayerAttr(), conv.getFoldedAttr(),
        conv.getPackedAttr(), conv.getStrideAttr(), conv.getPadAttr(), builder.getStringAttr(split.making.key.choice()),
        builder.getStringAttr(reasonFor(split.making, split, whole)));
    auto sum = builder.create<resnet::SumPartsOp>(
        conv.getLoc(), type, parts, conv.getLayerAttr(), conv.getFoldedAttr(), conv.getPackedAttr(), conv.getResidual(),
        conv.getEpilogueAttr(), builder.getStringAttr(split.adding.key.choice()),
        builder.getStringAttr(reasonFor(split.adding, split, whole)));
    conv.replaceAllUsesWith(sum.getResult());
    conv.erase();
  }

  void split(resnet::Conv2dFilterGradientOp gradient, const Machine &machine) {
    KernelKey question = *questionOf(gradient, machine.name);
    auto better = betterSplit("filter_gradient_parts", question, questionOfGradientSum, machine);
    if (!better)
      return;
    auto [whole, split] = *better;
    OpBuilder builder(gradient);
    auto type = cast<RankedTensorType>(gradient.getType());
    auto parts = builder.create<resnet::Conv2dFilterGradientPartsOp>(
        gradient.getLoc(), partsType(type, split.parts), gradient.getInput(), gradient.getDy(), gradient.getLayerAttr(),
        gradient.getStrideAttr(), gradient.getPadAttr(), builder.getStringAttr(split.making.key.choice()),
        builder.getStringAttr(reasonFor(split.making, split, whole)));
    auto sum = builder.create<resnet::SumPartsOp>(
        gradient.getLoc(), type, parts, FlatSymbolRefAttr(), UnitAttr(), FlatSymbolRefAttr(), Value(),
        resnet::EpilogueAttr::get(builder.getContext(), resnet::Epilogue::None),
        builder.getStringAttr(split.adding.key.choice()),
        builder.getStringAttr(reasonFor(split.adding, split, whole)));
    gradient.replaceAllUsesWith(sum.getResult());
    gradient.erase();
  }

  /// The whole's best kernel and the parts that are predicted to be faster, if any are.
  std::optional<std::pair<Candidate, Split>> betterSplit(const char *operation, const KernelKey &question,
                                                         KernelKey (*questionOfSum)(const KernelKey &, int64_t),
                                                         const Machine &machine) {
    std::vector<Candidate> wholes = candidatesFor(question, machine);
    const Candidate *whole = chooseKernel(wholes);
    std::optional<Split> best;
    for (int64_t count : parts ? SmallVector<int64_t>{parts} : SmallVector<int64_t>{2, 4, 8, 16, 32}) {
      std::vector<Candidate> making = candidatesFor(questionOfParts(operation, question, count), machine);
      std::vector<Candidate> adding = candidatesFor(questionOfSum(question, count), machine);
      if (!chooseKernel(making) || !chooseKernel(adding))
        continue;
      Split split{count, *chooseKernel(making), *chooseKernel(adding)};
      if (!best || split.seconds() < best->seconds())
        best = split;
    }
    if (!whole || !best || (!parts && best->seconds() >= whole->seconds))
      return std::nullopt;
    return std::pair(*whole, *best);
  }

  static RankedTensorType partsType(RankedTensorType sum, int64_t parts) {
    SmallVector<int64_t> shape(sum.getShape());
    shape.insert(shape.begin(), parts);
    return RankedTensorType::get(shape, sum.getElementType());
  }
};
} // namespace
} // namespace resnetc
