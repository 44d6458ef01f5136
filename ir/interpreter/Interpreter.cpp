#include "ir/interpreter/Interpreter.h"
#include "ir/interpreter/Convolution.h"
#include "ir/interpreter/Faults.h"
#include "ir/interpreter/Maps.h"
#include "ir/interpreter/Parts.h"
#include "ir/interpreter/Pooling.h"
#include "ir/interpreter/StoredValues.h"
#include "ir/interpreter/TrainOps.h"
#include "ir/interpreter/Weights.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using llvm::Expected;

namespace resnetc {
namespace {
using Results = Expected<std::vector<Tensor>>;

ArrayRef<int64_t> shapeOf(Value value) { return cast<RankedTensorType>(value.getType()).getShape(); }

struct FilterAndShift {
  Tensor filter, shift;
};

/// One call of one function.
class Call {
public:
  /// `training`: what the ops of phase 1 read and change; null for inference.
  Call(const ParameterValues &parameters, PackedValues &packed, const LayerTap &tap, TrainingState *training = nullptr)
      : parameters(parameters), packed(packed), tap(tap), training(training) {}

  Results run(resnet::FuncOp function, ArrayRef<Tensor> arguments) {
    Block &body = function.getBody().front();
    SmallVector<Value> tensors;
    llvm::copy_if(body.getArguments(), std::back_inserter(tensors),
                  [](Value argument) { return isa<RankedTensorType>(argument.getType()); });
    if (arguments.size() != tensors.size())
      return fault(function, "takes " + llvm::Twine(tensors.size()) + " arguments, but gets " +
                                 llvm::Twine(arguments.size()));
    for (auto [argument, value] : llvm::zip(tensors, arguments)) {
      if (shapeOf(argument) != ArrayRef(value.shape))
        return fault(function, "takes " + shapeText(shapeOf(argument)) + ", but gets " + shapeText(value.shape));
      values[argument] = value;
    }
    noteLastReaders(body);
    for (Operation &op : body) {
      if (auto end = dyn_cast<resnet::ReturnOp>(op))
        return valuesOf(end.getOperands());
      if (llvm::Error error = step(&op))
        return error;
    }
    return fault(function, "has no end");
  }

private:
  llvm::Error step(Operation *op) {
    Results results =
        llvm::TypeSwitch<Operation *, Results>(op)
            .Case<resnet::Conv2dOp, resnet::Conv2dPartsOp, resnet::SumPartsOp, resnet::StemOp, resnet::DenseOp,
                  resnet::BatchNormOp, resnet::ReluOp, resnet::AddOp, resnet::PadChannelsOp, resnet::MaxPoolOp, resnet::GlobalAvgPoolOp, resnet::SoftmaxOp,
                  resnet::LayoutOp, resnet::PreprocessOp, resnet::FoldOp, resnet::PackOp, resnet::StoreOp>(
                [&](auto known) { return compute(known); })
            .Default([&](Operation *other) -> Results {
              const auto values = [&](Value value) -> const Tensor & { return valueOf(value); };
              if (training)
                if (auto results = computeTrainOp(other, values, *training))
                  return std::move(*results);
              return fault(other, "has no meaning in the interpreter");
            });
    if (!results)
      return results.takeError();
    for (auto [result, value] : llvm::zip(op->getResults(), *results)) {
      if (shapeOf(result) != ArrayRef(value.shape))
        return fault(op, "makes " + shapeText(value.shape) + ", but its type is " + shapeText(shapeOf(result)));
      values[result] = std::move(value);
    }
    if (tap)
      show(op);
    for (Value operand : op->getOperands())
      if (lastReaders.lookup(operand) == op)
        values.erase(operand);
    return llvm::Error::success();
  }

  void show(Operation *op) {
    if (!training) {
      if (op->getNumResults() == 1)
        tap(resnet::layerName(op->getLoc()), valueOf(op->getResult(0)));
    } else if (auto named = dyn_cast<OpAsmOpInterface>(op)) {
      named.getAsmResultNames([&](Value result, llvm::StringRef name) { tap(name, valueOf(result)); });
    }
  }

  //--- layers with weights

  Results compute(resnet::Conv2dOp op) {
    auto weights = stepWeightsOf(op, shapeOf(op.getResult())[3]);
    if (!weights)
      return weights.takeError();
    const Tensor *residual = op.getResidual() ? &valueOf(op.getResidual()) : nullptr;
    return one(conv2d(valueOf(op.getInput()), weights->filter,
                      {int64_t(op.getStride()), resnet::paddingOf(op.getPad()), &weights->shift, residual,
                       op.getEpilogue() == resnet::Epilogue::Relu}));
  }

  Results compute(resnet::Conv2dPartsOp op) {
    ArrayRef<int64_t> parts = shapeOf(op.getResult());
    auto weights = weightsOf(op, parts.back());
    if (!weights)
      return weights.takeError();
    return one(conv2dParts(valueOf(op.getInput()), weights->filter, op.getStride(), resnet::paddingOf(op.getPad()),
                           parts.front()));
  }

  Results compute(resnet::SumPartsOp op) {
    const Tensor *residual = op.getResidual() ? &valueOf(op.getResidual()) : nullptr;
    const bool withRelu = op.getEpilogue() == resnet::Epilogue::Relu;
    if (!op.getLayer())
      return one(sumParts(valueOf(op.getParts()), nullptr, residual, withRelu));
    auto shift = packedOf(op, op.getPacked().value_or(*op.getLayer()), "shift");
    if (!shift)
      return shift.takeError();
    const Tensor values = unpackShift(*shift, shapeOf(op.getResult())[3]);
    return one(sumParts(valueOf(op.getParts()), &values, residual, withRelu));
  }

  Results compute(resnet::StemOp op) {
    auto weights = weightsOf(op, shapeOf(op.getResult())[3]);
    if (!weights)
      return weights.takeError();
    const Tensor convolved = conv2d(valueOf(op.getInput()), weights->filter,
                                    {int64_t(op.getStride()), resnet::paddingOf(op.getPad()), &weights->shift, nullptr,
                                     op.getEpilogue() == resnet::Epilogue::Relu});
    return one(maxPool(convolved, op.getPool(), op.getPoolStride(), resnet::paddingOf(op.getPoolPad())));
  }

  Results compute(resnet::DenseOp op) {
    const int64_t inputs = shapeOf(op.getInput())[1], outputs = shapeOf(op.getResult())[1];
    auto weights = stepWeightsOf(op, outputs);
    if (!weights)
      return weights.takeError();
    return one(dense(valueOf(op.getInput()), reshaped(std::move(weights->filter), {inputs, outputs}), weights->shift));
  }

  Results compute(resnet::BatchNormOp op) {
    auto norm = normOf(op, op.getLayer(), op.getEpsilon().convertToDouble());
    if (!norm)
      return norm.takeError();
    return one(batchNorm(valueOf(op.getInput()), *norm));
  }

  //--- layers without

  Results compute(resnet::ReluOp op) { return one(relu(valueOf(op.getInput()))); }
  Results compute(resnet::AddOp op) { return one(add(valueOf(op.getBranch()), valueOf(op.getShortcut()))); }
  Results compute(resnet::SoftmaxOp op) { return one(softmax(valueOf(op.getInput()))); }
  Results compute(resnet::GlobalAvgPoolOp op) { return one(globalAvgPool(valueOf(op.getInput()))); }

  Results compute(resnet::PadChannelsOp op) {
    return one(padChannels(valueOf(op.getInput()), op.getStride(), shapeOf(op.getResult())[3]));
  }

  Results compute(resnet::MaxPoolOp op) {
    return one(maxPool(valueOf(op.getInput()), op.getWindow(), op.getStride(), resnet::paddingOf(op.getPad())));
  }

  Results compute(resnet::LayoutOp op) {
    const Tensor &input = valueOf(op.getInput());
    return one(op.getNchw() ? nchwToNhwc(input) : input);
  }

  Results compute(resnet::PreprocessOp op) {
    auto how = op->getParentOfType<resnet::NetOp>().getPreprocess();
    if (!how)
      return fault(op, "needs a net that says how");
    const size_t channels = how->getOrder() == resnet::ChannelOrder::Gray ? 1 : 3;
    if (how->getMean().size() != int64_t(channels) || how->getDeviation().size() != int64_t(channels))
      return fault(op, "needs a mean and a std for each of " + llvm::Twine(channels) + " channels");
    const Tensor images =
        preprocess(valueOf(op.getPixels()),
                   {resnet::stringifyChannelOrder(how->getOrder()).str(), how->getScale().getValueAsDouble(),
                    how->getMean().asArrayRef().vec(), how->getDeviation().asArrayRef().vec()});
    return one(op.getNchw() ? nhwcToNchw(images) : images);
  }

  //--- what @prepare does

  Results compute(resnet::FoldOp op) {
    auto weights = parametersOf(op, op.getLayer(), shapeOf(op.getShift())[0]);
    if (!weights)
      return weights.takeError();
    if (op.getNorm()) {
      auto norm = normOf(op, *op.getNorm(), op.getEpsilon()->convertToDouble());
      if (!norm)
        return norm.takeError();
      weights->filter = foldFilter(std::move(weights->filter), normFactor(norm->gamma, norm->variance, norm->epsilon));
      weights->shift = foldShift(std::move(weights->shift), *norm);
    }
    return std::vector<Tensor>{std::move(weights->filter), std::move(weights->shift)};
  }

  Results compute(resnet::PackOp op) {
    const int64_t panel = op.getPanel();
    return std::vector<Tensor>{packFilter(valueOf(op.getFilter()), panel), packShift(valueOf(op.getShift()), panel)};
  }

  Results compute(resnet::StoreOp op) {
    packed[op.getPacked().str()] = valueOf(op.getValue());
    return std::vector<Tensor>();
  }

  //--- where values come from

  /// In training a filter may be a value of the step.
  template <typename Op> Expected<FilterAndShift> stepWeightsOf(Op op, int64_t outputs) {
    if (!op.getFilter())
      return weightsOf(op, outputs);
    const Tensor &filter = valueOf(op.getFilter()), &shift = valueOf(op.getShift());
    if (llvm::Error error = checkPanel(op, filter, shift, outputs))
      return error;
    return FilterAndShift{unpackFilter(filter, outputs), unpackShift(shift, outputs)};
  }

  /// The filter as R x R x C x K and the shift as [k], wherever the layer reads them.
  template <typename Op> Expected<FilterAndShift> weightsOf(Op op, int64_t outputs) {
    if (!op.getPacked() && !op.getFolded())
      return parametersOf(op, op.getLayer(), outputs);
    const llvm::StringRef layer = op.getPacked() ? *op.getPacked() : op.getLayer();
    auto filter = packedOf(op, layer, "filter");
    if (!filter)
      return filter.takeError();
    auto shift = packedOf(op, layer, "shift");
    if (!shift)
      return shift.takeError();
    if (!op.getPacked())
      return FilterAndShift{std::move(*filter), std::move(*shift)};
    if (llvm::Error error = checkPanel(op, *filter, *shift, outputs))
      return error;
    return FilterAndShift{unpackFilter(*filter, outputs), unpackShift(*shift, outputs)};
  }

  /// A kernel reads panels as `by` says; the packed type must say the same.
  template <typename Op> llvm::Error checkPanel(Op op, const Tensor &filter, const Tensor &shift, int64_t outputs) {
    const int64_t panel = filter.shape.size() == 5 ? filter.shape[4] : 0;
    if (panel == 0 || filter.shape[0] != (outputs + panel - 1) / panel || shift.elements() != filter.shape[0] * panel)
      return fault(op, "reads a filter of " + shapeText(filter.shape) + " and a shift of " + shapeText(shift.shape) +
                           ", which are no panels of " + llvm::Twine(outputs) + " channels");
    if (!op.getBy())
      return llvm::Error::success();
    KernelKey key(op->getName().stripDialect().str());
    if (std::string wrong = key.setChoice(op.getBy()->str()); !wrong.empty())
      return fault(op, wrong);
    if (key.integer("panel") != panel)
      return fault(op, "wants panels of " + key.text("panel") + " channels, but reads " + shapeText(filter.shape));
    return llvm::Error::success();
  }

  Expected<FilterAndShift> parametersOf(Operation *op, llvm::StringRef layer, int64_t outputs) {
    auto kernel = parameterOf(op, layer, "kernel");
    if (!kernel)
      return kernel.takeError();
    if (!resnet::findParameter(op, layer, "bias"))
      return FilterAndShift{std::move(*kernel), filled({outputs})};
    auto bias = parameterOf(op, layer, "bias");
    if (!bias)
      return bias.takeError();
    return FilterAndShift{std::move(*kernel), std::move(*bias)};
  }

  Expected<Norm> normOf(Operation *op, llvm::StringRef layer, double epsilon) {
    return findNorm(op, parameters, layer, epsilon);
  }

  Expected<Tensor> parameterOf(Operation *op, llvm::StringRef layer, llvm::StringRef word) {
    return findValue(op, parameters, resnet::findParameter(op, layer, word), layer, word);
  }

  Expected<Tensor> packedOf(Operation *op, llvm::StringRef layer, llvm::StringRef word) {
    return findValue(op, packed, resnet::findPacked(op, layer, word), layer, word);
  }

  const Tensor &valueOf(Value value) const { return values.find(value)->second; }

  std::vector<Tensor> valuesOf(ValueRange range) {
    std::vector<Tensor> list;
    for (Value value : range)
      list.push_back(valueOf(value));
    return list;
  }

  static Results one(Tensor value) {
    std::vector<Tensor> list;
    list.push_back(std::move(value));
    return list;
  }

  /// So that a deep net does not keep all its maps.
  void noteLastReaders(Block &body) {
    for (Operation &op : body)
      for (Value operand : op.getOperands())
        lastReaders[operand] = &op;
  }

  const ParameterValues &parameters;
  PackedValues &packed;
  const LayerTap &tap;
  TrainingState *training;
  llvm::DenseMap<Value, Tensor> values;
  llvm::DenseMap<Value, Operation *> lastReaders;
};
} // namespace

Results interpret(resnet::FuncOp function, ArrayRef<Tensor> arguments, const ParameterValues &parameters,
                  PackedValues &packed, const LayerTap &tap) {
  return Call(parameters, packed, tap).run(function, arguments);
}

Results interpretTraining(resnet::FuncOp function, const Tensor &images, const Tensor &labels, TrainingState &state,
                          const LayerTap &tap) {
  if (llvm::Error error = checkStep(function, images, labels, state))
    return error;
  PackedValues none;
  return Call(state.parameters, none, tap, &state).run(function, {images, labels});
}

} // namespace resnetc
