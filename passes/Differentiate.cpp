// Differentiate: @forward is the paper's net for one image; training needs it for a batch,
// with the statistics of the batch, a loss and the way back. See Passes.td.
#include "ir/dialect/Layers.h"
#include "passes/Backward.h"
#include "passes/BatchSize.h"
#include "passes/Passes.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace resnetc {
#define GEN_PASS_DEF_DIFFERENTIATE
#include "passes/Passes.h.inc"

namespace {
enum class Statistics { OfBatch, Moving };

/// One of the functions for training while it is made out of @forward.
class TrainFunction {
public:
  TrainFunction(resnet::FuncOp forward, resnet::SoftmaxOp softmax, OpBuilder &top, StringRef name)
      : forward(forward), softmax(softmax), net(forward->getParentOfType<resnet::NetOp>()),
        train(*net.getTrain()), body(top.getContext()) {
    Type logits = withBatch(softmax.getType(), train.getBatch());
    auto images = withBatch(forward.getArgument(0).getType(), train.getBatch());
    auto type = top.getFunctionType({images, resnet::labelsOf(logits), resnet::HyperType::get(top.getContext())},
                                    {resnet::lossOf(logits), resnet::correctOf(logits)});
    function = top.create<resnet::FuncOp>(forward.getLoc(), name, type);
    top.setInsertionPointAfter(function);
    body.setInsertionPointToEnd(&function.getBody().front());
  }

  void buildForward(Statistics statistics) {
    IRMapping values;
    resnet::LayoutOp toNhwc = takeImages(values);
    for (Operation &op : forward.getBody().front().without_terminator())
      if (&op != softmax && &op != toNhwc) {
        ops.push_back(copy(&op, statistics, values));
        for (auto [from, to] : llvm::zip(op.getResults(), ops.back()->getResults())) // a norm has more results
          values.map(from, to);
      }
    logits = values.lookup(softmax.getInput());
    Type type = logits.getType();
    FloatAttr smoothing = train.getLabelSmoothing();
    loss = body.create<resnet::SoftmaxCrossEntropyOp>(
        softmax.getLoc(), resnet::lossOf(type), resnet::correctOf(type), type, logits, function.getArgument(1), hyper(),
        smoothing.getValueAsDouble() == 0 ? FloatAttr() : smoothing);
  }

  LogicalResult buildBackward(GradientUse use) {
    return Backward(body, train, hyper(), use).run(ops, logits, loss.getGradient());
  }

  void finish() {
    body.create<resnet::ReturnOp>(softmax.getLoc(), ValueRange{loss.getLoss(), loss.getCorrect()});
  }

private:
  /// The first n of the caller's images, channels last: nothing else reads these. Returns the op of
  /// @forward that this does as well, or null.
  resnet::LayoutOp takeImages(IRMapping &values) {
    Value given = forward.getArgument(0), images = function.getArgument(0);
    auto toNhwc = given.hasOneUse() ? dyn_cast<resnet::LayoutOp>(*given.user_begin()) : nullptr;
    Value read = toNhwc ? toNhwc.getResult() : given;
    Location location = resnet::renamed(forward.getLoc(), "batch_images");
    values.map(read, body.create<resnet::BatchImagesOp>(location, withBatch(read.getType(), train.getBatch()), images,
                                                        hyper(), toNhwc && toNhwc.getNchw()));
    return toNhwc;
  }

  Operation *copy(Operation *op, Statistics statistics, IRMapping &values) {
    auto norm = dyn_cast<resnet::BatchNormOp>(op);
    if (norm && statistics == Statistics::OfBatch && isTrained(norm)) {
      Value input = values.lookup(norm.getInput());
      Type vector = resnet::byChannel(input.getType());
      return body.create<resnet::BatchNormTrainOp>(norm.getLoc(), input.getType(), vector, vector, input, hyper(),
                                                   norm.getLayerAttr(), norm.getEpsilonAttr());
    }
    Operation *copied = body.clone(*op, values);
    for (OpResult result : copied->getResults())
      result.setType(withBatch(result.getType(), train.getBatch()));
    return copied;
  }

  bool isTrained(resnet::BatchNormOp norm) {
    resnet::ParameterOp gamma = resnet::findParameter(net, norm.getLayer(), "gamma");
    return gamma && gamma.isTrained();
  }

  Value hyper() { return function.getArgument(2); }

  resnet::FuncOp forward;
  resnet::SoftmaxOp softmax;
  resnet::NetOp net;
  resnet::TrainAttr train;
  OpBuilder body;
  resnet::FuncOp function;
  SmallVector<Operation *> ops; ///< from the images to the logits
  Value logits;
  resnet::SoftmaxCrossEntropyOp loss;
};

struct Differentiate : impl::DifferentiateBase<Differentiate> {
  void runOnOperation() override {
    resnet::NetOp net = getOperation();
    auto forward = net.lookupSymbol<resnet::FuncOp>("forward");
    if (!net.getTrain() || !forward) {
      net.emitOpError("needs ") << (forward ? "a `train` clause" : "@forward") << " to make training functions from";
      return signalPassFailure();
    }
    auto end = cast<resnet::ReturnOp>(forward.getBody().front().getTerminator());
    auto softmax = end->getNumOperands() == 1 ? end->getOperand(0).getDefiningOp<resnet::SoftmaxOp>() : nullptr;
    if (!softmax || !softmax->hasOneUse() || forward.getNumArguments() != 1) {
      forward.emitOpError("must take images and return a softmax that nothing else reads, to have a loss");
      return signalPassFailure();
    }
    OpBuilder top(&getContext());
    top.setInsertionPointAfter(forward);
    if (failed(build(forward, softmax, top, "train_step", GradientUse::Update)) ||
        failed(build(forward, softmax, top, "gradients", GradientUse::Store)))
      return signalPassFailure();
    TrainFunction evaluate(forward, softmax, top, "evaluate");
    evaluate.buildForward(Statistics::Moving);
    evaluate.finish();
  }

  static LogicalResult build(resnet::FuncOp forward, resnet::SoftmaxOp softmax, OpBuilder &top, StringRef name,
                             GradientUse use) {
    TrainFunction function(forward, softmax, top, name);
    function.buildForward(Statistics::OfBatch);
    if (failed(function.buildBackward(use)))
      return failure();
    function.finish();
    return success();
  }
};
} // namespace
} // namespace resnetc
