// Verifiers: what an op demands of its operands and of the tensors that its layer
// names. Messages speak in the user's numbers.
#include "ir/dialect/Expectations.h"
#include "ir/dialect/Layers.h"
#include "ir/dialect/Resnet.h"
#include "ir/machine/Machine.h"

using namespace mlir;
using namespace resnetc;
using namespace resnetc::resnet;

namespace {
/// The choice must name fields of the operation's key, as the Catalog writes them.
LogicalResult verifyChoice(Operation *op, StringRef operation, std::optional<StringRef> by) {
  if (!by)
    return success();
  std::string wrong = KernelKey(operation.str()).setChoice(by->str());
  return wrong.empty() ? success() : op->emitOpError("has a choice that does not read: ") << wrong;
}

/// Folded and packed filters are tensors of their own.
template <typename Op> LogicalResult expectWeights(Op op, ArrayRef<int64_t> kernel, int64_t outputs) {
  StringRef layer = op.getLayer();
  if (failed(expectParameter(op, layer, "kernel", kernel)) ||
      failed(expectOptionalParameter(op, layer, "bias", {outputs})))
    return failure();
  if (op.getPacked()) {
    for (StringRef word : {"filter", "shift"})
      if (!findPacked(op, *op.getPacked(), word))
        return op.emitOpError("has no packed tensor ") << *op.getPacked() << "/" << word;
  } else if (op.getFolded()) {
    PackedOp filter = findPacked(op, layer, "filter"), shift = findPacked(op, layer, "shift");
    if (!filter || !shift)
      return op.emitOpError("is folded, but the net has no ") << layer << "/" << (filter ? "shift" : "filter");
    if (filter.tensorType().getShape() != kernel || shift.tensorType().getShape() != ArrayRef<int64_t>{outputs})
      return op.emitOpError("is folded, but ") << layer << "/filter or shift has another shape than the layer";
  }
  return success();
}

/// `result`: of the convolution, whatever the op makes of it.
template <typename Op> LogicalResult expectConvolution(Op op, RankedTensorType result) {
  RankedTensorType input = tensor(op.getInput());
  ParameterOp kernel = findParameter(op, op.getLayer(), "kernel");
  if (!kernel)
    return op.emitOpError("names layer @") << op.getLayer() << ", but the net has no parameter " << op.getLayer()
                                           << "/kernel";
  ArrayRef<int64_t> filter = kernel.tensorType().getShape();
  if (filter.size() != 4 || filter[0] != filter[1])
    return op.emitOpError("needs a square filter R x R x C x K, but ") << op.getLayer() << "/kernel is "
                                                                       << text(filter);
  if (filter[2] != input.getDimSize(3))
    return op.emitOpError("input has ") << input.getDimSize(3) << " channels but filter expects " << filter[2];
  if (filter[3] != result.getDimSize(3))
    return op.emitOpError("result has ") << result.getDimSize(3) << " channels but filter makes " << filter[3];
  return expectWeights(op, filter, filter[3]);
}
} // namespace

//===--- layouts ---------------------------------------------------------------===//

LogicalResult NhwcAttr::verifyEncoding(ArrayRef<int64_t> shape, Type,
                                       function_ref<InFlightDiagnostic()> emitError) const {
  if (shape.size() != 4)
    return emitError() << "a layout nhwc needs four dimensions, not " << shape.size();
  if (getHalo() < 0)
    return emitError() << "a halo is not negative";
  return success();
}

//===--- the net ---------------------------------------------------------------===//

LogicalResult NetOp::verify() {
  if (getInput().size() != 3 || llvm::any_of(getInput(), [](int64_t extent) { return extent < 1; }))
    return emitOpError("input must be HEIGHTxWIDTHxCHANNELS");
  if (auto batch = getBatch(); batch && llvm::any_of(*batch, [](int64_t n) { return n < 1; }))
    return emitOpError("batch sizes must be 1 or more");
  if (auto host = getHost()) {
    const Machine *device = findMachineOfLevel(getTarget().value_or("").str()), *cpu = findMachineOfLevel(host->str());
    if (!device || !device->isDevice())
      return emitOpError("has a host, as only a net for a device has");
    if (!cpu || cpu->isDevice())
      return emitOpError("has a host that is no CPU: ") << *host;
  }
  return success();
}

LogicalResult ReturnOp::verify() {
  if (getOperandTypes() != cast<FuncOp>((*this)->getParentOp()).getResultTypes())
    return emitOpError("returns other types than its function");
  return success();
}

//===--- layers ----------------------------------------------------------------===//

LogicalResult Conv2dOp::verify() { return verifyChoice(*this, "conv2d", getBy()); }

LogicalResult Conv2dOp::verifySymbolUses(SymbolTableCollection &) {
  if (failed(expectConvolution(*this, tensor(getResult()))))
    return failure();
  return expectWindowed(*this, tensor(getInput()), tensor(getResult()), getPad(), windowOf(*this), getStride());
}

LogicalResult StemOp::verify() { return verifyChoice(*this, "stem", getBy()); }

LogicalResult StemOp::verifySymbolUses(SymbolTableCollection &) {
  RankedTensorType input = tensor(getInput()), result = tensor(getResult());
  if (failed(expectConvolution(*this, result)))
    return failure();
  ArrayRef<int64_t> pad = getPad();
  int64_t y = windowed(input.getDimSize(1), pad[0], pad[2], windowOf(*this), getStride());
  int64_t x = windowed(input.getDimSize(2), pad[1], pad[3], windowOf(*this), getStride());
  auto convolved = RankedTensorType::get({input.getDimSize(0), y, x, result.getDimSize(3)}, result.getElementType());
  return expectWindowed(*this, convolved, result, getPoolPad(), getPool(), getPoolStride());
}

LogicalResult BatchNormOp::verifySymbolUses(SymbolTableCollection &) {
  return expectNorm(*this, getLayer(), tensor(getInput()).getDimSize(3));
}

LogicalResult PadChannelsOp::verify() {
  RankedTensorType input = tensor(getInput()), result = tensor(getResult());
  int64_t added = result.getDimSize(3) - input.getDimSize(3);
  if (added < 0 || added % 2 != 0)
    return emitOpError("adds half of the channels before and half after, so their difference must be even and not "
                       "negative, not ")
           << added;
  if (failed(expectWindowed(*this, input, result, {0, 0, 0, 0}, 1, getStride())))
    return failure();
  return verifyChoice(*this, "pad_channels", getBy());
}

LogicalResult MaxPoolOp::verify() {
  RankedTensorType input = tensor(getInput()), result = tensor(getResult());
  if (input.getDimSize(3) != result.getDimSize(3))
    return emitOpError("keeps channels: ") << input.getDimSize(3) << " in, " << result.getDimSize(3) << " out";
  if (llvm::any_of(getPad(), [&](int64_t pixels) { return pixels >= int64_t(getWindow()); }))
    return emitOpError("has windows that lie in the padding alone");
  if (failed(expectWindowed(*this, input, result, getPad(), getWindow(), getStride())))
    return failure();
  return verifyChoice(*this, "max_pool", getBy());
}

LogicalResult GlobalAvgPoolOp::verify() {
  RankedTensorType input = tensor(getInput()), result = tensor(getResult());
  if (input.getDimSize(0) != result.getDimSize(0) || input.getDimSize(3) != result.getDimSize(1))
    return emitOpError("makes ") << input.getDimSize(0) << "x" << input.getDimSize(3) << ", but its result has "
                                 << text(result.getShape());
  return verifyChoice(*this, "global_avg_pool", getBy());
}

LogicalResult DenseOp::verify() {
  if (tensor(getInput()).getDimSize(0) != tensor(getResult()).getDimSize(0))
    return emitOpError("keeps rows");
  return verifyChoice(*this, "dense", getBy());
}

LogicalResult DenseOp::verifySymbolUses(SymbolTableCollection &) {
  int64_t inputs = tensor(getInput()).getDimSize(1), outputs = tensor(getResult()).getDimSize(1);
  return expectWeights(*this, {inputs, outputs}, outputs);
}

LogicalResult LayoutOp::verify() {
  ArrayRef<int64_t> input = tensor(getInput()).getShape(), result = tensor(getResult()).getShape();
  SmallVector<int64_t> expected(input);
  if (getNchw())
    expected = {input[0], input[2], input[3], input[1]};
  if (result != ArrayRef(expected))
    return emitOpError("makes ") << text(expected) << ", but its result has " << text(result);
  return verifyChoice(*this, "layout", getBy());
}

//===--- long sums, on devices -------------------------------------------------===//

LogicalResult Conv2dPartsOp::verify() { return verifyChoice(*this, "conv2d_parts", getBy()); }

LogicalResult Conv2dPartsOp::verifySymbolUses(SymbolTableCollection &) {
  RankedTensorType sum = sumOf(tensor(getResult()));
  if (failed(expectConvolution(*this, sum)))
    return failure();
  return expectWindowed(*this, tensor(getInput()), sum, getPad(), windowOf(*this), getStride());
}

LogicalResult SumPartsOp::verify() {
  ArrayRef<int64_t> sum = sumOf(tensor(getParts())).getShape();
  if (sum != tensor(getResult()).getShape())
    return emitOpError("adds parts of ") << text(sum) << ", but its result has " << text(tensor(getResult()).getShape());
  return verifyChoice(*this, "sum_parts", getBy());
}

LogicalResult SumPartsOp::verifySymbolUses(SymbolTableCollection &) {
  if (!getLayer())
    return getFolded() || getPacked() ? emitOpError("has no layer whose shift it could add") : success();
  StringRef owner = getPacked().value_or(*getLayer());
  PackedOp shift = findPacked(*this, owner, "shift");
  if (!shift || !(getFolded() || getPacked()))
    return emitOpError("needs a folded or packed tensor ") << owner << "/shift";
  if (shift.tensorType().getNumElements() < tensor(getResult()).getDimSize(3))
    return emitOpError("needs a shift of ") << tensor(getResult()).getDimSize(3) << " values, but " << owner
                                            << "/shift has " << shift.tensorType().getNumElements();
  return success();
}

//===--- what @prepare does ----------------------------------------------------===//

LogicalResult FoldOp::verify() {
  if (getNorm().has_value() != getEpsilon().has_value())
    return emitOpError("has an epsilon with a norm, and only then");
  return success();
}

LogicalResult FoldOp::verifySymbolUses(SymbolTableCollection &) {
  ArrayRef<int64_t> filter = tensor(getFilter()).getShape();
  int64_t outputs = filter.back();
  if (tensor(getShift()).getShape() != ArrayRef<int64_t>{outputs})
    return emitOpError("needs a shift of ") << outputs << " values";
  if (failed(expectParameter(*this, getLayer(), "kernel", filter)) ||
      failed(expectOptionalParameter(*this, getLayer(), "bias", {outputs})))
    return failure();
  return getNorm() ? expectNorm(*this, *getNorm(), outputs) : success();
}

LogicalResult PackOp::verify() {
  ArrayRef<int64_t> filter = tensor(getFilter()).getShape();
  if (filter.size() != 2 && filter.size() != 4)
    return emitOpError("packs R x S x C x K or C x K");
  int64_t panel = getPanel(), panels = (filter.back() + panel - 1) / panel;
  bool isDense = filter.size() == 2;
  int64_t window = isDense ? 1 : filter[0], channels = filter[filter.size() - 2];
  SmallVector<int64_t> expected = {panels, window, window, channels, panel};
  if (tensor(getPackedFilter()).getShape() != ArrayRef(expected))
    return emitOpError("makes a filter of ") << text(expected) << ", but its result has "
                                             << text(tensor(getPackedFilter()).getShape());
  if (tensor(getPackedShift()).getShape() != ArrayRef<int64_t>{panels * panel})
    return emitOpError("makes a shift of ") << panels * panel << " values";
  return success();
}

LogicalResult StoreOp::verifySymbolUses(SymbolTableCollection &) {
  auto packed = (*this)->getParentOfType<NetOp>().lookupSymbol<PackedOp>(getPacked());
  if (!packed)
    return emitOpError("names no packed tensor: @") << getPacked();
  if (packed.getType() != getValue().getType())
    return emitOpError("stores ") << getValue().getType() << " into " << packed.getType();
  return success();
}

//===--- the plan --------------------------------------------------------------===//

LogicalResult KernelSymbolOp::verify() {
  std::string error;
  auto key = KernelKey::parse(getKey().str(), error);
  if (!key)
    return emitOpError("has a key that does not read: ") << error;
  if (key->symbol() != getSymName())
    return emitOpError("must be called ") << key->symbol() << ", as its key says";
  return success();
}

LogicalResult RunOp::verifySymbolUses(SymbolTableCollection &) {
  if (!(*this)->getParentOfType<NetOp>().lookupSymbol<KernelSymbolOp>(getKernel()))
    return emitOpError("names no kernel: @") << getKernel();
  return success();
}

LogicalResult ZeroHaloOp::verify() {
  ArrayRef<int64_t> shape = getShape();
  if (shape.size() != 4)
    return emitOpError("needs a shape N x H x W x C");
  int64_t halo = getHalo();
  int64_t bytes = 4 * shape[0] * (shape[1] + 2 * halo) * (shape[2] + 2 * halo) * shape[3];
  if (getBuffer().getBytes() != bytes)
    return emitOpError("covers ") << bytes << " bytes, but its buffer has " << getBuffer().getBytes();
  return success();
}
