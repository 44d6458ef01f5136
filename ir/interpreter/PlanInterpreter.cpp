#include "ir/interpreter/PlanInterpreter.h"
#include "ir/interpreter/Faults.h"
#include "ir/interpreter/PlanKernels.h"
#include <algorithm>
#include <cmath>

using namespace mlir;
using llvm::Expected;

namespace resnetc {
namespace {
int64_t bytesOf(llvm::StringRef element) { return element == "u8" ? 1 : 4; }

/// Where elements of a space lie: [byte offset * scale]. The arena has a number for each byte, since bytes and
/// floats take turns there; the others one for each element.
struct Places {
  double *first;
  int64_t step; ///< from element to element

  double &operator[](int64_t i) const { return first[i * step]; }
};

std::string bufferText(resnet::BufferAttr buffer) {
  return resnet::stringifySpace(buffer.getSpace()).str() + "[" + std::to_string(buffer.getOffset()) + " : " +
         std::to_string(buffer.getBytes()) + "]";
}

/// Calls visit(element offset, is in the frame) for each pixel of maps with a halo.
template <typename Visit> void forEachPixel(ArrayRef<int64_t> extents, int64_t halo, Visit visit) {
  const int64_t h = extents[1] + 2 * halo, w = extents[2] + 2 * halo;
  for (int64_t n = 0; n < extents[0]; ++n)
    for (int64_t y = 0; y < h; ++y)
      for (int64_t x = 0; x < w; ++x)
        visit(((n * h + y) * w + x) * extents[3], y < halo || x < halo || y >= h - halo || x >= w - halo);
}

/// One call of one plan.
class PlanCall {
public:
  PlanCall(PlanInterpreter::Spaces &spaces, const LayerTap &tap) : spaces(spaces), tap(tap) {}

  llvm::Error run(resnet::PlanOp plan) {
    spaces[size_t(resnet::Space::Arena)].assign(size_t(plan.getArenaBytes()), NAN);
    for (Operation &op : *plan.getBody()) {
      llvm::Error error = llvm::Error::success();
      if (auto kernel = dyn_cast<resnet::RunOp>(op))
        error = runKernel(kernel);
      else if (auto zero = dyn_cast<resnet::ZeroHaloOp>(op))
        error = zeroFrame(zero, zero.getBuffer(), zero.getShape(), zero.getHalo());
      else
        error = fault(&op, "has no meaning in a plan");
      if (error)
        return error;
    }
    return llvm::Error::success();
  }

private:
  llvm::Error runKernel(resnet::RunOp op) {
    auto symbol = op->getParentOfType<resnet::NetOp>().lookupSymbol<resnet::KernelSymbolOp>(op.getKernel());
    std::string wrong;
    auto key = KernelKey::parse(symbol.getKey().str(), wrong);
    if (!key)
      return fault(op, wrong);
    const std::vector<KernelArgument> arguments = argumentsOf(*key);
    const size_t reads = arguments.size() - outputsOf(arguments);
    if (op.getReads().size() != reads || op.getWrites().size() != outputsOf(arguments))
      return fault(op, "passes " + llvm::Twine(op.getReads().size()) + " and " + llvm::Twine(op.getWrites().size()) +
                           " buffers to a kernel that reads " + llvm::Twine(reads) + " and writes " +
                           llvm::Twine(outputsOf(arguments)));
    if (llvm::Error error = checkOverlaps(op))
      return error;
    if (key->operation() == "zero_halo") // leaves what lies in the frame, which is no tensor yet
      return zeroFrame(op, op.firstWrite(), arguments[0].extents, arguments[0].halo);
    std::vector<Tensor> inputs;
    for (auto [buffer, argument] : llvm::zip(op.getReads(), arguments)) {
      auto input = read(op, cast<resnet::BufferAttr>(buffer), argument);
      if (!input)
        return input.takeError();
      inputs.push_back(std::move(*input));
    }
    auto outputs = interpretKernel(*key, inputs);
    if (!outputs)
      return fault(op, llvm::toString(outputs.takeError()));
    for (auto [buffer, argument, output] : llvm::zip(op.writtenBuffers(), ArrayRef(arguments).drop_front(reads), *outputs))
      if (llvm::Error error = write(op, buffer, argument, output))
        return error;
    if (tap)
      tap(resnet::layerName(op.getLoc()), outputs->front());
    return llvm::Error::success();
  }

  /// Here all inputs are read before the output is written, which hides what a kernel
  /// would do to an input that lies under its output.
  static llvm::Error checkOverlaps(resnet::RunOp op) {
    bool foundItself = false;
    for (auto read : op.getReads().getAsRange<resnet::BufferAttr>())
      for (resnet::BufferAttr write : op.writtenBuffers()) {
        if (!read.overlaps(write))
          continue;
        if (!op.getInPlace() || read != write)
          return fault(op, "writes " + bufferText(write) + " over its input " + bufferText(read));
        foundItself = true;
      }
    if (op.getInPlace() && !foundItself)
      return fault(op, "is in place, but reads nothing where it writes");
    return llvm::Error::success();
  }

  Expected<Tensor> read(Operation *op, resnet::BufferAttr buffer, const KernelArgument &argument) {
    auto from = locate(op, buffer, argument.element, argument.elements());
    if (!from)
      return from.takeError();
    std::vector<int64_t> shape = argument.extents;
    if (argument.halo)
      shape[1] += 2 * argument.halo, shape[2] += 2 * argument.halo;
    Tensor values = filled(shape);
    for (int64_t i = 0; i < argument.elements(); ++i)
      values.values[size_t(i)] = (*from)[i];
    return values;
  }

  llvm::Error write(Operation *op, resnet::BufferAttr buffer, const KernelArgument &output, const Tensor &values) {
    auto to = locate(op, buffer, output.element, output.elements());
    if (!to)
      return to.takeError();
    forget(buffer);
    if (!output.halo) {
      for (int64_t i = 0; i < values.elements(); ++i)
        (*to)[i] = values.values[size_t(i)];
      return llvm::Error::success();
    }
    const int64_t channels = output.extents[3];
    const double *from = values.values.data();
    forEachPixel(output.extents, output.halo, [&](int64_t at, bool inFrame) {
      if (inFrame && !output.writesHalo)
        return;
      for (int64_t c = 0; c < channels; ++c)
        (*to)[at + c] = inFrame ? 0 : *from++;
    });
    return llvm::Error::success();
  }

  /// Floats over bytes of the arena: what lay between them is gone.
  void forget(resnet::BufferAttr buffer) {
    if (buffer.getSpace() != resnet::Space::Arena)
      return;
    std::vector<double> &arena = spaces[size_t(resnet::Space::Arena)];
    for (int64_t byte = buffer.getOffset(); byte < buffer.end(); ++byte)
      if (byte % 4)
        arena[size_t(byte)] = NAN;
  }

  llvm::Error zeroFrame(Operation *op, resnet::BufferAttr buffer, ArrayRef<int64_t> shape, int64_t halo) {
    auto to = locate(op, buffer, "f32", shape[0] * (shape[1] + 2 * halo) * (shape[2] + 2 * halo) * shape[3]);
    if (!to)
      return to.takeError();
    forEachPixel(shape, halo, [&](int64_t at, bool inFrame) {
      for (int64_t c = 0; c < shape[3] && inFrame; ++c)
        (*to)[at + c] = 0;
    });
    return llvm::Error::success();
  }

  /// Where a buffer of so many elements begins.
  Expected<Places> locate(Operation *op, resnet::BufferAttr buffer, llvm::StringRef element, int64_t elements) {
    const int64_t size = bytesOf(element);
    const bool isArena = buffer.getSpace() == resnet::Space::Arena;
    const int64_t unit = isArena || buffer.getSpace() == resnet::Space::Pixels ? 1 : 4; // bytes of a number
    std::vector<double> &space = spaces[size_t(buffer.getSpace())];
    if (!isArena && unit != size)
      return fault(op, "takes " + bufferText(buffer) + " as " + element);
    if (buffer.getBytes() != elements * size)
      return fault(op, "takes " + bufferText(buffer) + ", but needs " + llvm::Twine(elements * size) + " bytes");
    if (buffer.getOffset() % size)
      return fault(op, "takes " + bufferText(buffer) + ", whose offset is no multiple of " + llvm::Twine(size));
    if (buffer.end() > int64_t(space.size()) * unit)
      return fault(op, "takes " + bufferText(buffer) + ", beyond the " + llvm::Twine(int64_t(space.size()) * unit) +
                           " bytes that are there");
    return Places{space.data() + buffer.getOffset() / unit, size / unit};
  }

  PlanInterpreter::Spaces &spaces;
  const LayerTap &tap;
};
} // namespace

PlanInterpreter::PlanInterpreter(resnet::NetOp net) : net(net) {
  int64_t packedBytes = 0;
  net.walk([&](resnet::RunOp op) {
    for (resnet::BufferAttr write : op.writtenBuffers())
      if (write.getSpace() == resnet::Space::Packed)
        packedBytes = std::max(packedBytes, write.end());
  });
  space(resnet::Space::Packed).assign(size_t(packedBytes / 4), NAN);
}

llvm::Error PlanInterpreter::run(resnet::PlanOp plan, const LayerTap &tap) { return PlanCall(spaces, tap).run(plan); }

llvm::Error PlanInterpreter::prepare(const ParameterValues &parameters) {
  auto plan = net.lookupSymbol<resnet::PlanOp>("prepare");
  if (!plan)
    return fault(net, "has no plan @prepare");
  std::vector<double> &blob = space(resnet::Space::Parameters);
  blob.clear();
  for (auto parameter : net.getOps<resnet::ParameterOp>()) {
    const auto found = parameters.find(parameter.getSymName().str());
    if (found == parameters.end())
      return fault(parameter, parameter.getSymName() + " has no value");
    if (parameter.tensorType().getShape() != ArrayRef(found->second.shape))
      return fault(parameter, parameter.getSymName() + " is " + shapeText(parameter.tensorType().getShape()) +
                                  ", but its value is " + shapeText(found->second.shape));
    blob.insert(blob.end(), found->second.values.begin(), found->second.values.end());
  }
  std::vector<double> &packed = space(resnet::Space::Packed);
  std::fill(packed.begin(), packed.end(), NAN);
  return run(plan);
}

Expected<Tensor> PlanInterpreter::call(llvm::StringRef prefix, const Tensor &input, resnet::Space from,
                                       resnet::Space to, std::vector<int64_t> resultShape, const LayerTap &tap) {
  const std::string name = (prefix + llvm::Twine(input.shape[0])).str();
  auto plan = net.lookupSymbol<resnet::PlanOp>(name);
  if (!plan)
    return fault(net, "has no plan @" + name);
  space(from) = input.values;
  space(to).assign(size_t(elementsOf(resultShape)), NAN);
  if (llvm::Error error = run(plan, tap))
    return error;
  return Tensor{std::move(resultShape), space(to)};
}

Expected<Tensor> PlanInterpreter::infer(const Tensor &images, const LayerTap &tap) {
  const int64_t n = images.shape.empty() ? 0 : images.shape[0];
  const auto type = net.imagesType(n);
  if (type.getShape() != ArrayRef(images.shape))
    return fault(net, "takes images of " + shapeText(type.getShape()) + ", not " + shapeText(images.shape));
  return call("infer_", images, resnet::Space::Images, resnet::Space::Probabilities, {n, int64_t(net.getClasses())},
              tap);
}

Expected<Tensor> PlanInterpreter::preprocess(const Tensor &pixels) {
  const int64_t n = pixels.shape.empty() ? 0 : pixels.shape[0];
  const std::vector<int64_t> shape = {n, net.getInput()[0], net.getInput()[1], 3};
  if (shape != pixels.shape)
    return fault(net, "takes pixels of " + shapeText(shape) + ", not " + shapeText(pixels.shape));
  return call("preprocess_", pixels, resnet::Space::Pixels, resnet::Space::Images, net.imagesType(n).getShape().vec(),
              nullptr);
}

} // namespace resnetc
