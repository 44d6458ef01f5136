#include "passes/PlanChecker.h"
#include "ir/dialect/Layers.h"
#include "ir/machine/Catalog.h"
#include "passes/FunctionsOf.h"
#include "passes/NamedBuffers.h"

using namespace mlir;

namespace resnetc {
namespace {
std::string text(resnet::BufferAttr buffer) {
  return (resnet::stringifySpace(buffer.getSpace()) + "[" + Twine(buffer.getOffset()) + " : " +
          Twine(buffer.getBytes()) + "]")
      .str();
}

std::string text(ArrayRef<int64_t> extents) {
  std::string out;
  llvm::raw_string_ostream stream(out);
  llvm::interleave(extents, stream, "x");
  return out;
}

/// What a plan may do with each space.
struct Rights {
  StringRef read, written; ///< words of resnet::Space
};

Rights rightsOf(StringRef plan) {
  if (plan == "prepare")
    return {"parameters", "packed"}; // it gets no arena
  if (plan.starts_with("preprocess_"))
    return {"pixels arena", "images arena"};
  if (plan == "train_step")
    return {"parameters optimizer images labels hyper arena", "parameters optimizer metrics arena"};
  if (plan == "gradients")
    return {"parameters images labels hyper gradients arena", "gradients metrics arena"};
  if (plan == "evaluate")
    return {"parameters images labels hyper arena", "metrics arena"};
  return {"packed images arena", "probabilities arena"};
}

bool contains(StringRef words, resnet::Space space) {
  SmallVector<StringRef> list;
  words.split(list, ' ');
  return llvm::is_contained(list, resnet::stringifySpace(space));
}

bool mayRead(StringRef plan, resnet::Space space) { return contains(rightsOf(plan).read, space); }
bool mayWrite(StringRef plan, resnet::Space space) { return contains(rightsOf(plan).written, space); }

/// What outlives a step: it may change only when the loss is known.
bool isKept(resnet::Space space) {
  return space == resnet::Space::Parameters || space == resnet::Space::Optimizer || space == resnet::Space::Gradients;
}

/// Extents without ones: a dense layer's kernel is that of a 1x1 convolution, its images are pixels.
SmallVector<int64_t> withoutOnes(ArrayRef<int64_t> extents) {
  SmallVector<int64_t> kept;
  llvm::copy_if(extents, std::back_inserter(kept), [](int64_t extent) { return extent != 1; });
  return kept;
}

/// The same values in the same order: updates see any parameter as a row.
bool isSameTensor(const KernelArgument &one, const KernelArgument &other) {
  if (one.element != other.element || one.halo != other.halo)
    return false;
  bool isRow = one.halo == 0 && (one.extents.size() == 1 || other.extents.size() == 1);
  return isRow ? one.elements() == other.elements() : withoutOnes(one.extents) == withoutOnes(other.extents);
}
} // namespace

PlanChecker::PlanChecker(resnet::PlanOp plan, const Machine &machine, std::vector<PlacedTensor> given)
    : plan(plan), net(plan->getParentOfType<resnet::NetOp>()), machine(machine),
      alignment(alignmentOf(net, plan.getSymName())), tensors(std::move(given)) {}

LogicalResult PlanChecker::check() {
  for (Operation &op : *plan.getBody()) {
    LogicalResult result = success();
    if (auto run = dyn_cast<resnet::RunOp>(op))
      result = checkRun(run);
    else if (auto zero = dyn_cast<resnet::ZeroHaloOp>(op))
      result = checkZeroHalo(zero);
    else
      result = op.emitOpError("does not belong in a plan");
    if (failed(result))
      return failure();
  }
  if (isInference(plan.getSymName()) && tensorsIn(resnet::Space::Probabilities).empty())
    return plan.emitOpError("never writes the probabilities");
  if (isTraining(plan.getSymName()) && tensorsIn(resnet::Space::Metrics).size() != 2)
    return plan.emitOpError("never writes the loss and the number of right answers");
  return plan.getSymName() == "gradients" ? checkGradients() : success();
}

std::vector<PlacedTensor> PlanChecker::tensorsIn(resnet::Space space) const {
  std::vector<PlacedTensor> found;
  for (const PlacedTensor &tensor : tensors)
    if (tensor.buffer.getSpace() == space)
      found.push_back(tensor);
  return found;
}

/// Each parameter that is trained has its gradient where callers look for it: at its own offset.
LogicalResult PlanChecker::checkGradients() {
  std::vector<PlacedTensor> gradients = tensorsIn(resnet::Space::Gradients);
  for (auto [parameter, offset] : llvm::zip(net.getOps<resnet::ParameterOp>(), parameterOffsets(net, alignment))) {
    int64_t bytes = 4 * parameter.tensorType().getNumElements();
    bool isWritten = llvm::any_of(gradients, [&, at = offset](const PlacedTensor &gradient) {
      return gradient.buffer.getOffset() == at && gradient.buffer.getBytes() == bytes;
    });
    if (parameter.isTrained() && !isWritten)
      return plan.emitOpError("never writes the gradient of ") << parameter.getSymName();
  }
  return success();
}

LogicalResult PlanChecker::checkRun(resnet::RunOp run) {
  std::string error;
  auto key = KernelKey::parse(net.lookupSymbol<resnet::KernelSymbolOp>(run.getKernel()).getKey().str(), error);
  assert(key && "the kernel's verifier reads its key");
  if (key->text("machine") != machine.name)
    return run.emitOpError("calls a kernel for ") << key->text("machine") << ", but the net's target is "
                                                  << machine.name;
  if (std::string why = whyNotImplemented(*key); !why.empty())
    return run.emitOpError("calls a kernel that has no implementation: ") << why;
  std::vector<KernelArgument> arguments = argumentsOf(*key);
  size_t reads = arguments.size() - outputsOf(arguments);
  if (run.getReads().size() != reads)
    return run.emitOpError("passes ") << run.getReads().size() << " buffers to read, but the kernel reads " << reads;
  if (run.getWrites().size() != outputsOf(arguments))
    return run.emitOpError("passes ") << run.getWrites().size() << " buffers to write, but the kernel writes "
                                      << outputsOf(arguments);
  for (auto [attribute, argument] : llvm::zip(run.getReads(), arguments)) {
    auto buffer = cast<resnet::BufferAttr>(attribute);
    if (!mayRead(plan.getSymName(), buffer.getSpace()))
      return run.emitOpError("must not read ") << resnet::stringifySpace(buffer.getSpace()) << " in @"
                                               << plan.getSymName();
    if (failed(checkBuffer(run, buffer, argument.bytes(), argument.name)) || failed(checkRead(run, buffer, argument)))
      return failure();
  }
  for (auto [write, output] : llvm::zip(run.writtenBuffers(), ArrayRef(arguments).drop_front(reads)))
    if (failed(checkWrite(run, *key, write, output)))
      return failure();
  return checkInPlace(run);
}

LogicalResult PlanChecker::checkBuffer(Operation *op, resnet::BufferAttr buffer, int64_t bytes, StringRef what) {
  if (buffer.getBytes() != bytes)
    return op->emitOpError("gives ") << what << " " << buffer.getBytes() << " bytes, but it has " << bytes;
  bool isOurs = buffer.getSpace() == resnet::Space::Arena || buffer.getSpace() == resnet::Space::Packed;
  int64_t multiple = isOurs ? alignment.buffers : alignment.tensors;
  if (buffer.getOffset() % multiple != 0)
    return op->emitOpError("puts ") << what << " at " << text(buffer) << ", which is not on " << multiple << " bytes";
  if (buffer.getSpace() == resnet::Space::Arena && buffer.end() > int64_t(plan.getArenaBytes()))
    return op->emitOpError("puts ") << what << " at " << text(buffer) << ", beyond the arena's "
                                    << plan.getArenaBytes() << " bytes";
  return success();
}

LogicalResult PlanChecker::checkRead(resnet::RunOp run, resnet::BufferAttr buffer, const KernelArgument &argument) {
  if (buffer.getSpace() == resnet::Space::Images || buffer.getSpace() == resnet::Space::Pixels)
    return checkImages(run, buffer, argument);
  for (const PlacedTensor &tensor : tensors) {
    if (tensor.buffer != buffer)
      continue;
    if (!isSameTensor(tensor.shape, argument))
      return run.emitOpError("reads ") << text(buffer) << " as " << text(argument.extents) << " with halo "
                                       << argument.halo << ", but " << tensor.writer << " wrote "
                                       << text(tensor.shape.extents) << " with halo " << tensor.shape.halo;
    if (argument.halo > 0 && !tensor.haloIsZero)
      return run.emitOpError("reads the halo of ") << text(buffer) << ", which nobody zeroed since its bytes were "
                                                   << "another buffer's";
    return success();
  }
  for (const PlacedTensor &tensor : llvm::reverse(lost))
    if (tensor.buffer == buffer)
      return run.emitOpError("reads ") << text(buffer) << ", but " << tensor.writer << " has overwritten it";
  return run.emitOpError("reads ") << text(buffer) << ", where no tensor lies";
}

LogicalResult PlanChecker::checkImages(resnet::RunOp run, resnet::BufferAttr buffer, const KernelArgument &argument) {
  if (buffer.getOffset() != 0)
    return run.emitOpError("reads the caller's ") << resnet::stringifySpace(buffer.getSpace()) << " from byte "
                                                  << buffer.getOffset() << ", not from the first";
  ArrayRef<int64_t> input = net.getInput();
  int64_t channels = buffer.getSpace() == resnet::Space::Pixels ? 3 : input[2];
  int64_t n = 0;
  if (isTraining(plan.getSymName()))
    n = net.getTrain()->getBatch();
  else
    plan.getSymName().rsplit('_').second.getAsInteger(10, n);
  int64_t elements = n * input[0] * input[1] * channels;
  if (argument.elements() != elements)
    return run.emitOpError("reads ") << argument.elements() << " values, but callers of @" << plan.getSymName()
                                     << " pass " << elements;
  return success();
}

LogicalResult PlanChecker::checkWrite(resnet::RunOp run, const KernelKey &key, resnet::BufferAttr write,
                                      const KernelArgument &output) {
  if (!mayWrite(plan.getSymName(), write.getSpace()))
    return run.emitOpError("must not write ") << resnet::stringifySpace(write.getSpace()) << " in @"
                                              << plan.getSymName();
  if (failed(checkBuffer(run, write, output.bytes(), output.name)))
    return failure();
  if (isKept(write.getSpace()) && tensorsIn(resnet::Space::Metrics).size() != 2)
    return run.emitOpError("writes ") << text(write) << " before the loss is known";
  if (write.getSpace() == resnet::Space::Metrics && failed(checkMetric(run, write, output)))
    return failure();
  bool onResidual = false;
  if (failed(checkOverlaps(run, key, write, output, onResidual)))
    return failure();
  bool haloIsZero = output.writesHalo || onResidual; // checkRead has seen the residual's
  for (auto &[buffer, shape] : zeroed)
    if (buffer == write && shape == output.extents)
      haloIsZero = true;
  if (write.getSpace() == resnet::Space::Packed)
    for (const PlacedTensor &tensor : tensors)
      if (tensor.buffer.overlaps(write))
        return run.emitOpError("writes ") << text(write) << ", where " << tensor.writer << " has packed its tensor";
  std::string layer = resnet::layerName(run.getLoc()).str();
  overwrite(write, layer);
  if (key.operation() != "zero_halo")
    tensors.push_back({write, output, haloIsZero, layer});
  else if (write.getSpace() == resnet::Space::Arena)
    zeroed.push_back({write, output.extents});
  else
    return run.emitOpError("zeroes a halo outside the arena");
  return success();
}

/// Callers find the loss at the beginning and the number of right answers behind it.
LogicalResult PlanChecker::checkMetric(resnet::RunOp run, resnet::BufferAttr write, const KernelArgument &output) {
  int64_t offset = output.name == "correct" ? alignment.tensors : 0;
  if (write.getOffset() == offset)
    return success();
  return run.emitOpError("writes ") << output.name << " to " << text(write) << ", but callers look at byte " << offset;
}

/// A kernel may write where it reads only what it was made for: its residual, or what it updates.
LogicalResult PlanChecker::checkOverlaps(resnet::RunOp run, const KernelKey &key, resnet::BufferAttr write,
                                         const KernelArgument &output, bool &onResidual) {
  bool isUpdated = false, isUpdate = false;
  for (auto [attribute, argument] : llvm::zip(run.getReads(), argumentsOf(key))) {
    auto read = cast<resnet::BufferAttr>(attribute);
    isUpdate |= argument.name == output.name;
    if (!read.overlaps(write))
      continue;
    bool isOwn = argument.name == output.name, isResidual = argument.name == "residual";
    if (!run.getInPlace() || read != write || !(isOwn || isResidual))
      return run.emitOpError("writes ") << text(write) << " over " << text(read) << ", which it reads";
    if (isResidual && machine.isDevice())
      return run.emitOpError("runs in place, which on a device only updates do");
    if (isResidual && !(key.has("inplace") && key.flag("inplace") && isInPlaceSafe(key)))
      return run.emitOpError("runs in place, but its kernel is not safe for that");
    isUpdated |= isOwn;
    onResidual |= isResidual;
  }
  if (isUpdate && !isUpdated)
    return run.emitOpError("updates ") << output.name << ", so it must write where it reads that";
  if (llvm::count_if(run.writtenBuffers(), [&](resnet::BufferAttr other) { return other.overlaps(write); }) > 1)
    return run.emitOpError("writes two results to ") << text(write);
  return success();
}

LogicalResult PlanChecker::checkInPlace(resnet::RunOp run) {
  bool found = llvm::any_of(run.writtenBuffers(),
                            [&](resnet::BufferAttr write) { return llvm::is_contained(run.getReads(), write); });
  if (run.getInPlace() && !found)
    return run.emitOpError("runs in place, but reads nothing where it writes");
  return success();
}

LogicalResult PlanChecker::checkZeroHalo(resnet::ZeroHaloOp zero) {
  if (machine.isDevice())
    return zero.emitOpError("is no kernel, so no device runs it");
  if (zero.getBuffer().getSpace() != resnet::Space::Arena)
    return zero.emitOpError("zeroes a halo outside the arena");
  if (failed(checkBuffer(zero, zero.getBuffer(), zero.getBuffer().getBytes(), "a halo")))
    return failure();
  overwrite(zero.getBuffer(), resnet::layerName(zero.getLoc()));
  zeroed.push_back({zero.getBuffer(), zero.getShape().vec()});
  return success();
}

void PlanChecker::overwrite(resnet::BufferAttr buffer, StringRef by) {
  auto isUnder = [&](const PlacedTensor &tensor) { return tensor.buffer.overlaps(buffer); };
  for (PlacedTensor &tensor : tensors)
    if (isUnder(tensor)) {
      lost.push_back(tensor);
      lost.back().writer = by.str();
    }
  llvm::erase_if(tensors, isUnder);
  llvm::erase_if(zeroed, [&](auto &halo) { return halo.first.overlaps(buffer); });
}

} // namespace resnetc
